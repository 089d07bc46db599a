//! `selon review`: claims put before a person, one key a decision.

use super::record::{AskArgs, claim, now, place};
use super::{Done, Failure};
use crate::terminal::{self, styled};
use selon::ledger::review::{Ranked, Waiting};
use selon::ledger::{DecisionKind, Ledger};
use selon::{model, review};
use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;

/// Review claims: accept, edit, reject, split or join them, one key each; measure agreement.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  selon review --author ana
  selon review --author ana --place al-Boukamal --blind
  printf 'aur3q' | selon review --author ana
  selon review --list --format csv > queue.csv
  selon review --undo --author ana
  selon review --agreement

Keys: a accept · e edit (then date=…, holder=…, loser=…) · r reject (then a digit for the reason)
u unsure · s split (then what its parts are) · m same utterance as (then a claim) · j next · k back
o the whole text · z undo · ? keys · q quit. Keys may be piped in. Every decision is signed, kept for
ever and can be undone; what is rejected or split no longer weighs, what is edited weighs as edited.")]
pub struct Args {
    /// Who reviews: decisions are signed.
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only claims about this place: any of its names, or its id.
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Hide what others decided, and ask again what they decided already. With --agreement, count
    /// only decisions made so.
    #[arg(long)]
    blind: bool,
    /// Print the queue instead of asking.
    #[arg(long, group = "instead")]
    list: bool,
    /// Print how far people agree.
    #[arg(long, group = "instead")]
    agreement: bool,
    /// Print every decision.
    #[arg(long, group = "instead")]
    decisions: bool,
    /// Take back the author's last decision.
    #[arg(long, group = "instead", requires = "author")]
    undo: bool,
    /// The instant to sign with, instead of now.
    #[arg(long, value_name = "INSTANT")]
    recorded_at: Option<jiff::Timestamp>,
    #[command(flatten)]
    ask: AskArgs,
}

/// The keys, on a line.
const KEYS: &str = "a accept · e edit · r reject · u unsure · s split · m same as · j next · k back · o text · z undo · q quit";

/// Why a claim is rejected, by digit.
const REASONS: [&str; 6] = [
    "not said in the text",
    "wrong actor",
    "wrong place",
    "wrong time",
    "wrong speaker",
    "no event of the conflict",
];

/// Runs the command.
pub fn run(args: &Args) -> Done {
    let mut ledger = args.ask.open()?;
    let at = || args.recorded_at.unwrap_or_else(now);
    if args.agreement {
        return args
            .ask
            .print(&review::agreement_sheet(&ledger.agreement(args.blind)?));
    }
    if args.decisions {
        return args.ask.print(&review::decisions(&ledger)?);
    }
    if args.undo {
        let author = args.author.as_deref().unwrap_or_default();
        let undone = review::undo(&mut ledger, at(), author, "undo")?;
        terminal::remark(&match undone {
            Some(decided) => format!(
                "taken back: {} of {}",
                decided.decision.value, decided.decision.subject
            ),
            None => format!("{author} has no decision to take back"),
        });
        return Ok(ExitCode::SUCCESS);
    }
    let options = review::Options {
        reviewer: args.author.clone().unwrap_or_default(),
        blind: args.blind,
        place: match &args.place {
            Some(name) => Some(place(&ledger, name)?.key),
            None => None,
        },
    };
    let camps = args.ask.camps()?;
    if args.list {
        let waiting = review::queue(&ledger, &camps, &options)?;
        return args.ask.print(&review::queue_sheet(&waiting));
    }
    let waiting = ledger.ranked(&camps, &options)?;
    let author = args
        .author
        .as_deref()
        .filter(|author| !author.is_empty())
        .ok_or_else(|| Failure::new("a decision is signed: add --author NAME"))?;
    let mut session = Session {
        ledger: &mut ledger,
        author,
        options: &options,
        at: &at,
        keys: Keys::new(),
        done: 0,
        shown: shown(),
    };
    session.ask(&waiting)?;
    terminal::remark(&format!(
        "{} decisions recorded, {} claims were waiting",
        session.done,
        waiting.len()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Where keys come from: one at a time from a terminal, or from a pipe.
enum Keys {
    Terminal(console::Term),
    Pipe(Box<dyn Iterator<Item = std::io::Result<u8>>>),
}

impl Keys {
    fn new() -> Keys {
        if std::io::stdin().is_terminal() {
            Keys::Terminal(console::Term::stderr())
        } else {
            Keys::Pipe(Box::new(std::io::BufReader::new(std::io::stdin()).bytes()))
        }
    }

    /// The next key; `None` at the end.
    fn key(&mut self) -> Result<Option<char>, Failure> {
        match self {
            Keys::Terminal(terminal) => loop {
                match terminal.read_key()? {
                    console::Key::Char(key) => return Ok(Some(key)),
                    console::Key::ArrowRight | console::Key::ArrowDown => return Ok(Some('j')),
                    console::Key::ArrowLeft | console::Key::ArrowUp => return Ok(Some('k')),
                    console::Key::Escape => return Ok(None),
                    _ => {}
                }
            },
            Keys::Pipe(bytes) => loop {
                match bytes.next().transpose()? {
                    None => return Ok(None),
                    Some(b'\n' | b'\r' | b' ') => {}
                    Some(byte) => return Ok(Some(char::from(byte))),
                }
            },
        }
    }

    /// A line of words.
    fn line(&mut self, prompt: &str) -> Result<String, Failure> {
        match self {
            Keys::Terminal(terminal) => {
                terminal.write_str(&format!("{prompt}: "))?;
                Ok(terminal.read_line()?.trim().to_owned())
            }
            Keys::Pipe(bytes) => {
                let mut line = Vec::new();
                for byte in bytes {
                    match byte? {
                        b'\n' => break,
                        byte => line.push(byte),
                    }
                }
                Ok(String::from_utf8_lossy(&line).trim().to_owned())
            }
        }
    }
}

struct Session<'a> {
    ledger: &'a mut Ledger,
    author: &'a str,
    options: &'a review::Options,
    at: &'a dyn Fn() -> jiff::Timestamp,
    keys: Keys,
    done: usize,
    /// When the claim was shown.
    shown: std::time::Instant,
}

impl Session<'_> {
    fn ask(&mut self, waiting: &[Ranked]) -> Result<(), Failure> {
        let mut at = 0;
        if matches!(self.keys, Keys::Terminal(_)) {
            self.say(KEYS)?;
        }
        while let Some(ranked) = waiting.get(at) {
            let read = self
                .ledger
                .waiting(std::slice::from_ref(ranked), self.options)?;
            let Some(one) = read.first() else {
                return Ok(());
            };
            self.show(one, at, waiting.len())?;
            self.shown = shown();
            let id = ranked.claim;
            let Some(key) = self.keys.key()? else {
                return Ok(());
            };
            let advance = match key {
                'a' => self.decide(id, "accept", None, "")?,
                'u' => self.decide(id, "unsure", None, "")?,
                'r' => {
                    self.say(&numbered(&REASONS))?;
                    let digit = self.keys.key()?.and_then(|key| key.to_digit(10));
                    let reason = digit
                        .and_then(|digit| (digit as usize).checked_sub(1))
                        .and_then(|ix| REASONS.get(ix));
                    self.decide(id, "reject", None, reason.copied().unwrap_or(""))?
                }
                'e' => {
                    let line = self.keys.line("date=, holder=, loser=")?;
                    self.decide(id, "edit", Some(&line), "")?
                }
                's' => {
                    let line = self.keys.line("its parts")?;
                    self.decide(id, "split", Some(&line), "")?
                }
                'm' => {
                    let line = self.keys.line("same utterance as claim")?;
                    self.same(id, &line)?
                }
                'j' => true,
                'k' => {
                    at = at.saturating_sub(1);
                    false
                }
                'o' => {
                    if let Some((dispatch, _)) = self.ledger.dispatch(one.entry.dispatch)? {
                        self.say(&dispatch.text)?;
                    }
                    false
                }
                'z' => {
                    let instant = (self.at)();
                    let undone = review::undo(self.ledger, instant, self.author, "undo")?;
                    let subject = undone
                        .and_then(|decided| model::ContentId::parse(&decided.decision.subject));
                    match subject {
                        Some(claim) => {
                            self.done = self.done.saturating_sub(1);
                            let back = waiting.iter().position(|one| one.claim == claim);
                            at = back.unwrap_or(at);
                        }
                        None => self.say("nothing to take back")?,
                    }
                    false
                }
                'q' => return Ok(()),
                _ => {
                    self.say(KEYS)?;
                    false
                }
            };
            at += usize::from(advance);
        }
        self.say("the queue is empty")
    }

    /// Records a decision; one that is refused is explained, and the claim stays.
    fn decide(
        &mut self,
        claim: model::ContentId,
        value: &str,
        detail: Option<&str>,
        reason: &str,
    ) -> Result<bool, Failure> {
        let verdict = review::Verdict {
            claim,
            value,
            detail,
            blind: self.options.blind,
            took: u32::try_from(self.shown.elapsed().as_millis()).ok(),
            reason,
        };
        let instant = (self.at)();
        let recorded = review::decide(self.ledger, &verdict, instant, self.author);
        self.settle(recorded)
    }

    fn same(&mut self, one: model::ContentId, other: &str) -> Result<bool, Failure> {
        let other = match claim(self.ledger, other) {
            Ok(other) => other,
            Err(failure) => {
                self.say(&failure.to_string())?;
                return Ok(false);
            }
        };
        let kind = DecisionKind::Judgement;
        let instant = (self.at)();
        let pair = (one, other);
        let recorded = review::judge(self.ledger, kind, pair, "same", "", instant, self.author);
        // The claim itself still waits for a decision.
        self.settle(recorded).map(|_| false)
    }

    fn settle(
        &mut self,
        recorded: selon::ledger::Result<model::ContentId>,
    ) -> Result<bool, Failure> {
        match recorded {
            Ok(_) => {
                self.done += 1;
                Ok(true)
            }
            Err(error) if !error.is_file() => {
                self.say(&error.to_string())?;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn say(&mut self, words: &str) -> Result<(), Failure> {
        let mut out = terminal::out();
        writeln!(out, "{words}")?;
        Ok(out.flush()?)
    }

    fn show(&mut self, one: &Waiting, at: usize, of: usize) -> Result<(), Failure> {
        let entry = &one.entry;
        let claim = &entry.claim;
        let mut out = terminal::out();
        let places: Vec<&str> = entry
            .places
            .iter()
            .map(|place| place.name.as_str())
            .collect();
        let parts: Vec<String> = [
            (terminal::CLAIM, claim.kind.as_str().to_owned()),
            (terminal::ACTOR, entry.actor_names(&claim.agents).join(", ")),
            (
                terminal::PLAIN,
                entry.actor_names(&claim.targets).join(", "),
            ),
            (terminal::PLACE, places.join(", ")),
            (terminal::TIME, claim.time.edtf().unwrap_or_default()),
        ]
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(style, words)| styled(style, &words))
        .collect();
        writeln!(
            out,
            "\n{} {} {}",
            styled(terminal::STRONG, &format!("{}/{of}", at + 1)),
            entry.id.short(),
            styled(
                terminal::FAINT,
                &format!("impact {} · doubt {}", one.impact, one.uncertainty)
            )
        )?;
        writeln!(out, "{}", parts.join(" · "))?;
        let chain: Vec<&str> = claim
            .sources
            .links()
            .map(selon::ledger::source_name)
            .collect();
        writeln!(
            out,
            "{} {}",
            styled(terminal::VOICE, &chain.join(" ← ")),
            entry
                .published
                .map(|day| day.to_string())
                .unwrap_or_default()
        )?;
        writeln!(out, "« {} »", entry.words.join(" … "))?;
        writeln!(out, "{}", styled(terminal::FAINT, &entry.context))?;
        for decided in &one.decided {
            writeln!(out, "{} by {}", decided.decision.value, decided.author)?;
        }
        Ok(out.flush()?)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a person took is measured; readings never see it"
)]
fn shown() -> std::time::Instant {
    std::time::Instant::now()
}

fn numbered(reasons: &[&str]) -> String {
    reasons
        .iter()
        .enumerate()
        .map(|(ix, reason)| format!("{} {reason}", ix + 1))
        .collect::<Vec<_>>()
        .join(" · ")
}
