//! `selon serve`: the workbench on this machine.

use super::record::CampsArg;
use super::{Done, Failure, LedgerArg};
use crate::terminal;
use selon::desk::Desk;
use selon::desk::sides::Sides;
use selon_workbench::{Review, serve, token};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// Open the workbench: a map, a timeline and the words behind them, in a browser on this machine.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon serve --open
  selon serve --ledger record.selon --listen 127.0.0.1:8017
  selon serve --review --as 'A. Reader'

Nothing is fetched from any network and nobody but this machine is listened to, unless --listen
says so. Without --review nothing can be changed; with it, decisions need the token that is part of
the address printed. /api/v1/openapi.json describes the HTTP interface.")]
pub struct Args {
    #[command(flatten)]
    ledger: LedgerArg,
    #[command(flatten)]
    camps: CampsArg,
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8017")]
    listen: SocketAddr,
    /// Open the page in the browser of this machine.
    #[arg(long)]
    open: bool,
    /// Let the page record decisions.
    #[arg(long)]
    review: bool,
    /// The name that decisions are signed with.
    #[arg(long = "as", value_name = "NAME", requires = "review")]
    author: Option<String>,
    /// Print the description of the HTTP interface (OpenAPI) and stop.
    #[arg(long)]
    openapi: bool,
    /// Colours of sides, to be laid over the built-in ones (tab-separated: side, #rrggbb).
    #[arg(long, value_name = "FILE")]
    palette: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Done {
    if args.openapi {
        let mut out = terminal::out();
        out.write_all(selon_workbench::description().as_bytes())?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let palette = match &args.palette {
        None => None,
        Some(path) => Some(
            std::fs::read_to_string(path)
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?,
        ),
    };
    let file = args
        .palette
        .as_ref()
        .map(|path| path.display().to_string())
        .unwrap_or_default();
    let sides =
        Sides::new(palette.as_deref().map(|text| (file.as_str(), text))).map_err(Failure::new)?;
    let review = if args.review {
        Some(Review {
            author: author(args)?,
            token: token().map_err(Failure::new)?,
        })
    } else {
        None
    };
    let desk = Desk::open(&args.ledger.ledger, args.camps.load()?, sides)?;
    if !args.listen.ip().is_loopback() {
        terminal::remark(&format!(
            "{} is not this machine alone: whoever reaches it can read the whole record",
            args.listen
        ));
    }
    let key = review.as_ref().map(|review| review.token.clone());
    serve(desk, args.listen, review, |address| {
        let mut page = format!("http://{address}/");
        if let Some(key) = key {
            page.push_str(&format!("#token={key}"));
        }
        // Standard output, so that a script can wait for it; a closed pipe is not ours to mind.
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(format!("{page}\n").as_bytes());
        let _ = out.flush();
        if args.open {
            open(&page);
        }
    })
    .map_err(|error| {
        Failure::new(format!(
            "{}: {error}; --listen takes another address, port 0 a free one",
            args.listen
        ))
    })?;
    Ok(ExitCode::SUCCESS)
}

#[expect(
    clippy::disallowed_methods,
    reason = "who sits at the machine signs, unless --as says otherwise"
)]
fn author(args: &Args) -> Result<String, Failure> {
    args.author
        .clone()
        .or_else(|| std::env::var("USER").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .ok_or_else(|| Failure::new("decisions are signed: say who you are with --as NAME"))
}

/// Hands the address to the system's own opener. Where there is none, the address printed is enough.
fn open(page: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else {
        "xdg-open"
    };
    if std::process::Command::new(opener)
        .arg(page)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .is_err()
    {
        terminal::remark(&format!("no browser could be opened: go to {page}"));
    }
}

#[cfg(test)]
mod tests {
    use super::Args;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn unless_told_only_this_machine_is_listened_to() {
        let listen = |line: &[&str]| Line::try_parse_from(line).map(|line| line.args.listen.ip());
        let own = listen(&["serve"]).expect("every argument has a default");
        assert!(own.is_loopback(), "{own}");
        let told = listen(&["serve", "--listen", "0.0.0.0:1"]).expect("an address");
        assert!(!told.is_loopback(), "only then, and with a remark");
        assert!(listen(&["serve", "--listen", "anywhere"]).is_err());
    }
}
