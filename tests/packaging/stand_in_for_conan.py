# Packs with a recipe of Conan where there is no Conan: stand_in_for_conan.py RECIPE FOLDER VERSION. The recipe exports its
# sources to FOLDER/sources and packs them to FOLDER/package. Copying follows the documentation of conan.tools.files.copy.

import importlib.util
import sys
from fnmatch import fnmatch
from pathlib import Path
from shutil import copyfile
from types import ModuleType, SimpleNamespace


def copy(_recipe, pattern, source, destination, excludes=()):
    for file in sorted(Path(source).rglob("*")):
        name = str(file.relative_to(source))
        if file.is_file() and fnmatch(name, pattern) and not any(fnmatch(name, excluded) for excluded in excludes):
            Path(destination, name).parent.mkdir(parents=True, exist_ok=True)
            copyfile(file, Path(destination, name))


def module(name, **contents):
    sys.modules[name] = ModuleType(name)
    vars(sys.modules[name]).update(contents)


module("conan", ConanFile=type("ConanFile", (), {}))
module("conan.tools")
module("conan.tools.build", check_min_cppstd=lambda recipe, standard: None)
module("conan.tools.files", copy=copy, load=lambda recipe, path: Path(path).read_text())

path, folder, version = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
spec = importlib.util.spec_from_file_location("conanfile", path)
conanfile = importlib.util.module_from_spec(spec)
spec.loader.exec_module(conanfile)

recipe = conanfile.Scalewall()
recipe.recipe_folder = str(path.parent)
recipe.export_sources_folder = recipe.source_folder = str(folder / "sources")
recipe.package_folder = str(folder / "package")
recipe.settings = SimpleNamespace(os="Linux")
recipe.set_version()
if recipe.version != version:
    sys.exit(f"conanfile.py is of version {recipe.version}, the library of {version}")
recipe.export_sources()
recipe.package()
if not (folder / "package/licenses/LICENSE").is_file():
    sys.exit("conanfile.py packs no licence")
