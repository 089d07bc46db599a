//! The `selon` command: a thin shell over the façade.
//!
//! Data goes to standard output, talk to standard error; a closed pipe is success. Exit codes:
//! 0 when everything was done, 1 when something could not be (it was named on standard error and
//! the rest was done), 2 when the command line itself is wrong.

mod commands;
mod terminal;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Reads news dispatches about armed conflict and keeps who said that what happened where.
///
/// selon is French for "according to": it never says that a town fell, it says who said so, when,
/// and in which words.
#[derive(Parser)]
#[command(name = "selon", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Lay a pack of your own over the built-in one (may be given several times).
    #[arg(long = "pack", value_name = "DIR", global = true)]
    packs: Vec<std::path::PathBuf>,
    /// Lay tables or a place index of your own over the built-in world: a folder with actors/,
    /// outlets/, places/ and camps/, one of their tables, or an .idx that `selon world import` made
    /// (may be given several times).
    #[arg(long = "world", value_name = "FILE", global = true)]
    world: Vec<std::path::PathBuf>,
    /// When to use colour.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: terminal::Colour,
}

#[derive(Subcommand)]
enum Command {
    Read(commands::read::Args),
    Ingest(commands::ingest::Args),
    Timeline(commands::timeline::Args),
    State(commands::state::Args),
    Disputes(commands::disputes::Args),
    Voices(commands::voices::Args),
    Sources(commands::sources::Args),
    Incidents(commands::incidents::Args),
    Review(commands::review::Args),
    Override(commands::overriding::Args),
    Explain(commands::explain::Args),
    Map(commands::map::Args),
    Serve(commands::serve::Args),
    Verify(commands::verify::Args),
    Merge(commands::merge::Args),
    Parse(commands::parse::Args),
    Rules(commands::rules::Args),
    World(commands::world::Args),
    Eval(commands::eval::Args),
    EvalNegatives(commands::eval_negatives::Args),
    EvalRecord(commands::eval_record::Args),
    Sql(commands::sql::Args),
    EvalTime(commands::eval_time::Args),
    EvalWorld(commands::eval_world::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.apply();
    let knowledge = selon::Options {
        packs: cli.packs,
        world: cli.world,
        ..selon::Options::default()
    };
    let done = match &cli.command {
        Command::Read(args) => commands::read::run(args, &knowledge),
        Command::Ingest(args) => commands::ingest::run(args, &knowledge),
        Command::Timeline(args) => commands::timeline::run(args),
        Command::State(args) => commands::state::run(args),
        Command::Disputes(args) => commands::disputes::run(args),
        Command::Voices(args) => commands::voices::run(args),
        Command::Sources(args) => commands::sources::run(args),
        Command::Incidents(args) => commands::incidents::run(args),
        Command::Review(args) => commands::review::run(args),
        Command::Override(args) => commands::overriding::run(args),
        Command::Explain(args) => commands::explain::run(args, &knowledge),
        Command::Map(args) => commands::map::run(args),
        Command::Serve(args) => commands::serve::run(args),
        Command::Verify(args) => commands::verify::run(args),
        Command::Merge(args) => commands::merge::run(args),
        Command::Parse(args) => commands::parse::run(args, &knowledge),
        Command::Rules(args) => commands::rules::run(args, &knowledge),
        Command::World(args) => commands::world::run(args, &knowledge),
        Command::Eval(args) => commands::eval::run(args, &knowledge),
        Command::EvalNegatives(args) => commands::eval_negatives::run(args, &knowledge),
        Command::EvalRecord(args) => commands::eval_record::run(args),
        Command::Sql(args) => commands::sql::run(args),
        Command::EvalTime(args) => commands::eval_time::run(args, &knowledge),
        Command::EvalWorld(args) => commands::eval_world::run(args, &knowledge),
    };
    match done {
        Ok(code) => code,
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            terminal::complain(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}
