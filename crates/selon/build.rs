//! Lists the files of `packs/`, `world/` and `models/` so that they are compiled into the program.
//!
//! It reads names only: no download, no training, no transformation. The compiler reads the files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    // Asked at run time: a build directory that was copied from another clone would otherwise go on
    // compiling that clone's files in.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts");
    let root = PathBuf::from(here).join("../..");
    let mut source = String::new();
    for (constant, folder, endings) in [
        (
            "PACKS",
            "packs",
            &["toml", "tsv", "rules", "words", "txt"][..],
        ),
        ("WORLD", "world", &["toml", "tsv", "idx", "bin", "fst"][..]),
        ("MODELS", "models", &["bin", "model", "tsv"][..]),
    ] {
        let folder = root.join(folder);
        println!("cargo:rerun-if-changed={}", folder.display());
        let mut files = Vec::new();
        list(&folder, &mut files);
        files.sort();
        writeln!(
            source,
            "pub(crate) static {constant}: &[(&str, &[u8])] = &["
        )
        .expect("writing to a string cannot fail");
        for file in files {
            // A corpus proves a pack; it is no part of what the pack says.
            if file.components().any(|part| part.as_os_str() == "corpus") {
                continue;
            }
            let ending = file.extension().and_then(|e| e.to_str()).unwrap_or("");
            if !endings.contains(&ending) {
                continue;
            }
            let name = file
                .strip_prefix(&folder)
                .expect("listed below the folder")
                .to_string_lossy()
                .replace('\\', "/");
            let path = file.canonicalize().expect("the file was just listed");
            writeln!(
                source,
                "    ({name:?}, include_bytes!({:?})),",
                path.display().to_string()
            )
            .expect("writing to a string cannot fail");
        }
        source.push_str("];\n");
    }
    let out = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    std::fs::write(Path::new(&out).join("embedded.rs"), source)
        .expect("the build directory is writable");
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, files);
        } else {
            files.push(path);
        }
    }
}
