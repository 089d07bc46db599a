//! Lists the files of `packs/`, `world/` and `models/` so that they are compiled into the program.
//!
//! It downloads and trains nothing. The compiler reads the files; only the tables of the world are
//! turned into the bytes that the program opens without parsing them.

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
    compile_world(&root.join("world"), &mut source);
    let out = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    std::fs::write(Path::new(&out).join("embedded.rs"), source)
        .expect("the build directory is writable");
}

/// Compiles the tables of the world; what is wrong with them stops the build, each fault with its
/// place.
fn compile_world(folder: &Path, source: &mut String) {
    let mut files = Vec::new();
    list(folder, &mut files);
    files.sort();
    let mut tables = Vec::new();
    let mut index: &'static [u8] = &[];
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        match file.extension().and_then(|ending| ending.to_str()) {
            Some("tsv") => {
                let name = file
                    .strip_prefix(folder)
                    .expect("listed below the folder")
                    .to_string_lossy()
                    .replace('\\', "/");
                let text = std::fs::read_to_string(&file).expect("a table is UTF-8");
                tables.push((name, text));
            }
            Some("idx") => {
                index = std::fs::read(&file)
                    .expect("the file was just listed")
                    .leak()
            }
            _ => {}
        }
    }
    let tables: Vec<(&str, &str)> = tables
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let compiled = match selon_world::World::new(&tables, index) {
        Ok(world) => world.compile().expect("the tables fit the format"),
        Err(faults) => {
            for fault in &faults {
                println!("cargo:warning=world/{fault}");
            }
            panic!("the tables of the world hold {} faults", faults.len());
        }
    };
    let out = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    let path = Path::new(&out).join("world.bin");
    std::fs::write(&path, compiled).expect("the build directory is writable");
    source.push_str(
        "pub(crate) static COMPILED_WORLD: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/world.bin\"));\n",
    );
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
