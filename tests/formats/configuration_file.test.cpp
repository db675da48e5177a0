// Mirrors include/scalewall/formats/configuration_file.hpp.

#include <scalewall/formats/configuration_file.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace scalewall;

constexpr auto small_llama = R"({"model_type": "llama", "hidden_size": 64, "intermediate_size": 128,
  "num_attention_heads": 4, "num_hidden_layers": 2, "vocab_size": 1000, "tie_word_embeddings": false})";

TEST_CASE("files and folders") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / "scalewall_configuration_file_test";
  fs::remove_all(folder);
  fs::create_directories(folder / "empty");
  std::ofstream(folder / "config.json") << small_llama;
  std::ofstream(folder / "other.json") << "{\"hidden_size\": -1}";
  CHECK(read_hugging_face_config_file(folder).model == read_hugging_face_config(small_llama).model);
  CHECK(read_hugging_face_config_file(folder / "config.json").model ==
        read_hugging_face_config(small_llama).model);
  const auto said = [](const fs::path& file) -> std::string {
    try {
      read_hugging_face_config_file(file);
    } catch (const broken_rule& broken) {
      return broken.what();
    }
    return "";
  };
  CHECK(said(folder / "other.json")
            .ends_with("other.json': $.hidden_size is a whole number from 1 to 1,000,000,000, not -1"));
  CHECK(said(folder / "empty").ends_with("config.json' cannot be read: No such file or directory"));
  CHECK(said(folder / "none\x1b").ends_with("none\\x1b' cannot be read: No such file or directory"));
  if (fs::exists("/dev/zero"))
    CHECK(said("/dev/zero") ==
          "'/dev/zero': a configuration has at most 16,777,216 bytes, and here are more");
  fs::remove_all(folder);
}

}  // namespace
