// Mirrors include/scalewall/model/catalog/model_names.hpp.

#include <scalewall/model/catalog/model_names.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace models = scalewall::catalog::models;

TEST_CASE("a model is found by its name on the Hugging Face hub") {
  struct row {
    std::string_view asked, name;
  };
  for (const row& one : {row{"llama_3.1 70b", "Llama-3.1 70B"},
                         row{"Llama3.1-70B", "Llama-3.1 70B"},
                         row{"meta-llama/Llama-3.1-70B-Instruct", "Llama-3.1 70B"},
                         row{"meta-llama/Meta-Llama-3.1-8B", "Llama-3.1 8B"},
                         row{"meta-llama/Meta-Llama-3-8B-Instruct", "Llama-3.1 8B"},
                         row{"meta-llama/Llama-3.3-70B-Instruct", "Llama-3.1 70B"},
                         row{"meta-llama/Llama-2-7b-chat-hf", "Llama-2 7B"},
                         row{"meta-llama/Llama-4-Scout-17B-16E-Instruct", "Llama-4 Scout (text)"},
                         row{"Qwen/Qwen3-30B-A3B-Base", "Qwen3 30B-A3B"},
                         row{"Qwen/Qwen2.5-7B-Instruct", "Qwen2.5 7B"},
                         row{"google/gemma-3-27b-it", "Gemma-3 27B (text)"},
                         row{"mistralai/Mixtral-8x7B-Instruct-v0.1", "Mixtral 8x7B"},
                         row{"mistralai/Mistral-7B-Instruct-v0.1", "Mistral 7B v0.1"},
                         row{"deepseek-ai/DeepSeek-V3-Base", "DeepSeek-V3"},
                         row{"deepseek-ai/DeepSeek-R1", "DeepSeek-V3"},
                         row{"openai/gpt-oss-120b", "GPT-OSS 120B"},
                         row{"allenai/OLMo-2-1124-7B", "OLMo-2 7B"},
                         row{"bigscience/bloom", "BLOOM 176B"},
                         row{"XiaomiMiMo/MiMo-7B-Base", "MiMo-7B"},
                         row{"Qwen/Qwen3.5-27B", "Qwen3.5 27B"}}) {  // left out, with its reason
    CAPTURE(one.asked);
    CHECK(models::known_name_of(one.asked) == one.name);
  }
}

TEST_CASE("another size, version or kind is not taken for one of the catalog") {
  for (const std::string_view asked :
       {"Qwen3-32B", "Qwen3-80B", "Qwen/Qwen2.5-7B-1M", "mistralai/Mistral-7B-v0.3", "Mistral-7B",
        "microsoft/Phi-3-mini-128k-instruct", "Llama-3.2-1B", "Llama-2-70", "Llama-31 8B", "Llama-3 1.8B",
        "meta-llama/", "", "-", "base"})
    CHECK(models::known_name_of(asked).empty());
}

TEST_CASE("every name finds itself, and an alias is that of a model and of no other") {
  for (const scalewall::language_model& one : models::all) CHECK(models::known_name_of(one.name) == one.name);
  for (const models::undescribed_model& one : models::left_out)
    CHECK(models::known_name_of(one.name) == one.name);
  for (const models::model_alias& one : models::aliases) {
    CHECK(models::find(one.of) != nullptr);
    CHECK(models::known_name_of(one.name) == one.of);
  }
}
