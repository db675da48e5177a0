#include <scalewall/timing/host_processor.hpp>

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

class folder_of_a_processor {
 public:
  folder_of_a_processor()
      : path_(std::filesystem::temp_directory_path() / ("scalewall_cpu_" + std::to_string(getpid()))) {}
  folder_of_a_processor(const folder_of_a_processor&) = delete;
  folder_of_a_processor& operator=(const folder_of_a_processor&) = delete;
  ~folder_of_a_processor() { std::filesystem::remove_all(path_); }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file) << text << '\n';
  }
  void write_cache(int index, const std::string& level, const std::string& type, const std::string& size,
                   const std::string& threads) const {
    const std::string folder = "cache/index" + std::to_string(index) + "/";
    write(folder + "level", level);
    write(folder + "type", type);
    write(folder + "size", size);
    write(folder + "shared_cpu_list", threads);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST_CASE("caches are read where the kernel lists them") {
  const folder_of_a_processor cpu;
  cpu.write_cache(0, "1", "Data", "48K", "0,64");
  cpu.write_cache(1, "1", "Instruction", "32K", "0,64");
  cpu.write_cache(2, "3", "Unified", "32M", "0-7,64-71");
  cpu.write_cache(3, "2", "Unified", "1024K", "0,64");
  cpu.write_cache(4, "4", "Unified", "much", "0-127");  // cannot be read
  cpu.write("topology/thread_siblings_list", "0,64");
  const sw::host_topology found = sw::read_topology(128, cpu.path());
  CHECK(found.caches == std::vector<sw::host_cache>{{1, 48_KiB, 2}, {2, 1_MiB, 2}, {3, 32_MiB, 16}});
  CHECK(found.threads_per_core == 2);
  CHECK(found.source == "the kernel");
}

TEST_CASE("a machine that lists no caches has them all the same") {
  const folder_of_a_processor empty;
  const sw::host_topology found = sw::read_topology(6, empty.path());
  REQUIRE(found.caches.size() >= 2);
  CHECK(found.threads_per_core == 1);
  CHECK(found.source != "the kernel");
  for (std::size_t i = 0; i < found.caches.size(); ++i) {
    CHECK(is_positive_and_finite(found.caches[i].capacity));
    CHECK(found.caches[i].capacity <= 32_MiB);
    CHECK(found.caches[i].level == static_cast<std::int64_t>(i) + 1);
  }
}

TEST_CASE("this processor has a name, a clock, vectors and memory") {
  CHECK(!sw::read_processor_name().empty());
  CHECK(is_positive_and_finite(sw::measure_clock()));
  CHECK(sw::read_vector_unit().width >= 8_B);
  CHECK(sw::read_memory_capacity() > 1_MiB);
  CHECK(sw::read_threads() >= 1);
}

}  // namespace
