//! Tells cargo when the bundled gazetteers changed: new files there are not seen by the macro that bundles them.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=gazetteers");
}
