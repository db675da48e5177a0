# Packs the headers of this checkout; see packaging/README.md for what of it was checked.

import re
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load


class Scalewall(ConanFile):
    name = "scalewall"
    description = "The scaling laws of distributed training, typed"
    license = "BSL-1.0"
    topics = ("training", "scaling-laws", "units", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def set_version(self):
        header = load(self, Path(self.recipe_folder, "../../include/scalewall/version.hpp"))
        self.version = ".".join(re.findall(r"define SCALEWALL_VERSION_\w+ (\d+)", header))

    def export_sources(self):
        checkout = Path(self.recipe_folder).resolve().parents[1]
        copy(self, "*.hpp", checkout / "include", Path(self.export_sources_folder, "include"))
        copy(self, "LICENSE", checkout, self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.74 <2]", transitive_headers=True, options={"header_only": True})
        self.requires("range-v3/[>=0.12 <1]", transitive_headers=True)
        self.requires("nlohmann_json/[>=3.11 <4]", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        others = ("scalewall/timing/*", "scalewall/calibration/*", "scalewall/formats/*yaml*", "scalewall/formats/*toml*")
        copy(self, "*.hpp", Path(self.source_folder, "include"), Path(self.package_folder, "include"), excludes=others)
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder, "licenses"))

    def package_info(self):
        self.cpp_info.set_property("cmake_target_name", "scalewall::all")
        for name, target, requires in (
            ("core", "scalewall", ["boost::headers"]),
            ("sweep", "sweep", ["core", "range-v3::range-v3"]),
            ("report", "report", ["sweep", "nlohmann_json::nlohmann_json"]),
        ):
            component = self.cpp_info.components[name]
            component.set_property("cmake_target_name", f"scalewall::{target}")
            component.requires = requires
            component.bindirs = []
            component.libdirs = []
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.components["report"].system_libs = ["pthread"]
