//! Which release of a library is bound, and where the system has it: version features, pkg-config, vcpkg.

use crate::builder::Builder;

impl Builder {
    /// Binds what a release of the library adds only where a feature of the package is on. `argument` tells the header which release is
    /// meant, as its version macros do. Named in the order of the releases; the last one that is on counts.
    ///
    /// ```no_run
    /// // build.rs; in Cargo.toml: [features] v2_58 = [], v2_60 = ["v2_58"]
    /// ffi_build::Builder::new("glib")
    ///     .header("glib.h")
    ///     .clang_arg("-DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_56")
    ///     .version_feature("v2_58", "-UGLIB_VERSION_MAX_ALLOWED -DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_58")
    ///     .version_feature("v2_60", "-UGLIB_VERSION_MAX_ALLOWED -DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_60")
    ///     .build();
    /// ```
    ///
    /// A snapshot holds every release: what they have in common once.
    #[must_use]
    pub fn version_feature(mut self, feature: impl Into<String>, argument: impl Into<String>) -> Builder {
        self.versions.push((feature.into(), argument.into()));
        self
    }

    /// The arguments of the release that is bound: that of the last feature that is on.
    pub(crate) fn version_arguments(&self) -> impl Iterator<Item = String> {
        let enabled = self.versions.iter().rfind(|(feature, _)| is_on(feature));
        enabled.into_iter().flat_map(|(_, argument)| argument.split_whitespace().map(str::to_owned))
    }
}

/// Whether cargo turned a feature of the package on.
pub(crate) fn is_on(feature: &str) -> bool {
    let variable = format!("CARGO_FEATURE_{}", feature.to_uppercase().replace('-', "_"));
    std::env::var_os(variable).is_some()
}

#[cfg(any(feature = "pkg-config", feature = "vcpkg"))]
mod system {
    use std::path::PathBuf;

    use ffi_grammar::{Code, Diagnostic};

    use crate::builder::Builder;

    /// Where vcpkg is used instead of pkg-config.
    fn is_msvc() -> bool {
        std::env::var("TARGET").is_ok_and(|target| target.ends_with("-windows-msvc"))
    }

    impl Builder {
        /// Takes up what was found; where nothing was, and no program will be linked either, that is no fault: the documentation host
        /// has no libraries.
        fn found(mut self, name: &str, library: Result<(Vec<PathBuf>, Vec<String>), String>) -> Builder {
            match library {
                Ok((folders, definitions)) => {
                    self.includes.extend(folders);
                    self.clang_args.extend(definitions);
                }
                Err(_) if std::env::var_os("DOCS_RS").is_some() => {}
                Err(why) => self.faults.push(Diagnostic::new(Code::NoLibrary, [name.to_owned(), why])),
            }
            self
        }

        /// Finds the library through pkg-config, on every target but `…-windows-msvc`: its headers, and what to link. Instead of
        /// [`link`](Builder::link).
        ///
        /// ```no_run
        /// // build.rs
        /// ffi_build::Builder::new("z").snapshot("z.ffi").pkg_config("zlib").build();
        /// ```
        #[cfg(feature = "pkg-config")]
        #[must_use]
        pub fn pkg_config(self, name: &str) -> Builder {
            self.pkg_config_with(name, &pkg_config::Config::new())
        }

        /// As [`pkg_config`](Builder::pkg_config), with the options that the crate of that name has: versions, static linking.
        ///
        /// ```no_run
        /// use ffi_build::pkg_config::Config;
        /// ffi_build::Builder::new("z").header("zlib.h").pkg_config_with("zlib", Config::new().atleast_version("1.2")).build();
        /// ```
        #[cfg(feature = "pkg-config")]
        #[must_use]
        pub fn pkg_config_with(self, name: &str, config: &pkg_config::Config) -> Builder {
            if is_msvc() {
                return self;
            }
            // It prints what cargo has to link, as for the `-sys` crates.
            let library = config.probe(name).map_err(|error| match error {
                pkg_config::Error::Command { command, cause } => format!("`{command}` cannot be run: {cause}"),
                pkg_config::Error::EnvNoPkgConfig(variable) => format!("{variable} is set"),
                pkg_config::Error::CrossCompilation => {
                    "pkg-config is for this machine; PKG_CONFIG_SYSROOT_DIR names the folder of the other's libraries".to_owned()
                }
                pkg_config::Error::ProbeFailure { output, .. } | pkg_config::Error::Failure { output, .. } => {
                    String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("pkg-config failed").to_owned()
                }
                other => other.to_string(),
            });
            let library = library.map(|library| {
                let defines = library.defines.iter().map(|(name, value)| match value {
                    Some(value) => format!("-D{name}={value}"),
                    None => format!("-D{name}"),
                });
                (library.include_paths.clone(), defines.collect())
            });
            self.found(name, library)
        }

        /// Finds the library through vcpkg, on `…-windows-msvc` alone: beside [`pkg_config`](Builder::pkg_config), for one name here and
        /// another there.
        ///
        /// ```no_run
        /// // build.rs
        /// ffi_build::Builder::new("z").snapshot("z.ffi").vcpkg("zlib").build();
        /// ```
        #[cfg(feature = "vcpkg")]
        #[must_use]
        pub fn vcpkg(self, name: &str) -> Builder {
            self.vcpkg_with(name, &mut vcpkg::Config::new())
        }

        /// As [`vcpkg`](Builder::vcpkg), with the options that the crate of that name has.
        #[cfg(feature = "vcpkg")]
        #[must_use]
        pub fn vcpkg_with(self, name: &str, config: &mut vcpkg::Config) -> Builder {
            if !is_msvc() {
                return self;
            }
            // What decides where it is found; the crate, which prints what to link, does not say all of it.
            for name in ["VCPKG_ROOT", "VCPKGRS_TRIPLET", "VCPKGRS_DYNAMIC", "VCPKGRS_DISABLE"] {
                println!("cargo::rerun-if-env-changed={name}");
            }
            if let Some(ports) = vcpkg::find_vcpkg_root(config).ok().map(|root| root.join("installed/vcpkg")) {
                if ports.is_dir() {
                    println!("cargo::rerun-if-changed={}", ports.display());
                }
            }
            let library = config.find_package(name).map(|library| (library.include_paths, Vec::new()));
            self.found(name, library.map_err(|error| error.to_string()))
        }
    }
}
