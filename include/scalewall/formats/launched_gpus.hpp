// How many accelerators a launcher starts a process on.
//
//     torchrun, torch.distributed    --nnodes x --nproc_per_node
//     deepspeed                      --num_nodes x --num_gpus
//     mpirun, mpiexec                -np
//     srun                           --ntasks, or --nodes x --ntasks-per-node; those of #SBATCH where it has none
//
// A number that is given and is not known is never taken for another one: there is then a reason instead of a number.
// Sources: PyTorch, torch.distributed.run; DeepSpeed, launcher/runner.py; Open MPI, mpirun(1); Slurm 24.05, srun(1).

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/formats/configuration_keys.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/slurm_options.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// Accelerators of a launcher, or why they are not known. Neither where it says nothing.
struct launched_number {
  std::optional<std::int64_t> number{};

  /// How the number comes about, or why there is none.
  std::string reason{};

  /// Accelerators of one node, where the launcher says it.
  std::optional<std::int64_t> of_node{};
};

namespace detail {

/// A number among a launcher's options.
struct launcher_option {
  bool is_given = false;
  std::optional<std::int64_t> number{};
  std::string shown{};   ///< "--nnodes (line 3)"
  std::string reason{};  ///< why it is not known

  bool is_unknown() const { return is_given && !number; }
};

/// The number in "8", and of nodes in "4:4", from as many to as many.
inline std::optional<std::int64_t> launcher_value(const launch_flag& flag) {
  const std::string_view value = flag.values.front();
  if (flag.name == "gpus-per-node" || flag.name == "gres") return slurm_gpus(value, flag.name == "gres");
  const std::size_t colon = value.find(':');
  const bool is_range = flag.name == "nnodes" && colon != std::string_view::npos;
  if (is_range && value.substr(0, colon) != value.substr(colon + 1)) return {};
  const auto number = spelled_number<std::int64_t>(is_range ? value.substr(0, colon) : value);
  return number && *number >= 1 && *number <= largest_size ? number : std::nullopt;
}

class launcher_reader {
 public:
  launcher_reader(const launch_line& line, understanding& notes) : line_(line), notes_(notes) {}

  launched_number read() {
    if (runs("torchrun") || option({"nproc-per-node"}, "").is_given) return of_torchrun();
    const launcher_option of_deepspeed =
        option({"num-gpus"}, "processes of a node, one for each accelerator");
    if (of_deepspeed.is_given)
      return with_nodes(of_deepspeed, option({"num-nodes"}, "nodes of the launcher"), "deepspeed");
    if (runs("srun") ||
        (!runs("mpirun") && option({"nodes", "N", "ntasks-per-node", "gpus-per-node"}, "").is_given))
      return of_slurm();
    const launcher_option all = option({"np", "n", "ntasks"}, "processes of the launcher");
    if (all.is_unknown()) return {.reason = all.reason};
    if (all.number) return {all.number, "processes of the launcher"};
    if (runs("mpirun")) return {.reason = "mpirun has no -np"};
    return {};
  }

 private:
  bool runs(std::string_view launcher) const {
    return std::find(line_.launchers.begin(), line_.launchers.end(), launcher) != line_.launchers.end();
  }

  /// The last option by any of these names. `meaning`: of its note; without one none is made.
  launcher_option option(std::initializer_list<std::string_view> names, const char* meaning,
                         bool of_batch = false) {
    launcher_option found;
    // Where a line has no script, the launcher's flags stand among the others.
    for (const auto* flags : {&line_.batch, &line_.launcher, &line_.flags}) {
      if (flags == &line_.batch && !of_batch) continue;
      for (const launch_flag& flag : *flags)
        if (std::find(names.begin(), names.end(), flag.name) != names.end()) {
          found = read(flag, *meaning != '\0');
          if (found.number && *meaning != '\0')
            notes_.understood.push_back({"--" + flag.name, *found.number, meaning});
        }
    }
    return found;
  }

  launcher_option read(const launch_flag& flag, bool is_noted) {
    const std::string placed = excerpt_of(flag.spelled).shown + " (" + flag.place + ")";
    launcher_option read{.is_given = true, .shown = placed};
    if (flag.undecided > 0)
      read.reason = placed + ": " + undecided_text(flag.undecided);
    else if (flag.values.empty())
      read.reason = placed + " is given without its value";
    else if (const auto number = launcher_value(flag))
      read.number = number;
    else
      read.reason = placed + " is " + quoted_text(flag.values.front()) +
                    (flag.values.front().find_first_of("$`") != std::string::npos
                         ? ", which this text does not set"
                         : ", which is not a number of nodes or processes");
    if (!read.number && is_noted) notes_.passed_over.push_back({placed, "not known: " + read.reason});
    return read;
  }

  /// Nodes x processes of a node; one node where the launcher's default is that.
  launched_number with_nodes(const launcher_option& of_node, const launcher_option& nodes,
                             const char* launcher) {
    if (of_node.is_unknown()) return {.reason = of_node.reason};
    if (nodes.is_unknown()) return {.reason = nodes.reason};
    if (!of_node.is_given) return {};
    if (!nodes.is_given) {
      const std::string name = std::string(launcher) == "torchrun" ? "--nnodes" : "--num_nodes";
      if (!line_.unset_of_launcher.empty())
        return {.reason = quoted_text(line_.unset_of_launcher.front()) +
                          " stands among the words of the launcher, is not set in this text, and may hold " +
                          name};
      if (option({"hostfile"}, "").is_given)
        return {.reason = std::string(launcher) + " has a hostfile, which is not read, and no " + name};
      notes_.assumed.push_back({name, 1, std::string(launcher) + "'s default"});
    }
    return {(count{*of_node.number} * nodes.number.value_or(1)).as_int64(), "nodes x processes of a node",
            of_node.number};
  }

  launched_number of_torchrun() {
    const launcher_option nodes = option({"nnodes"}, "nodes of the launcher");
    const launcher_option of_node =
        option({"nproc-per-node"}, "processes of a node, one for each accelerator");
    if (of_node.is_given && !nodes.is_given) {
      const char* outer = runs("srun") ? "srun" : runs("mpirun") ? "mpirun" : nullptr;
      const launcher_option tasks = outer ? option({"ntasks", "n", "np"}, "", true) : launcher_option{};
      const launcher_option times = tasks.is_given ? tasks : option({"nodes", "N"}, "", true);
      if ((outer != nullptr || times.is_given) && times.number.value_or(0) != 1)
        return {.reason = "torchrun has no --nnodes, and " +
                          (times.is_given ? times.shown + " is more than one or is not known"
                                          : std::string(outer) + " may start more than one of it")};
    }
    tell_apart("--nnodes", nodes.is_given ? nodes.number : 1, option({"nodes", "N"}, "", true));
    tell_apart("--nproc_per_node", of_node.number, option({"gpus-per-node", "gres"}, "", true));
    const auto visible = line_.environment.find("CUDA_VISIBLE_DEVICES");
    if (visible != line_.environment.end() && !visible->second.empty() && !is_unset(visible->second))
      tell_apart("--nproc_per_node", of_node.number,
                 {.is_given = true,
                  .number = 1 + std::count(visible->second.begin(), visible->second.end(), ','),
                  .shown = "CUDA_VISIBLE_DEVICES"});
    return with_nodes(of_node, nodes, "torchrun");
  }

  /// A number of the job or of the environment that torchrun says otherwise.
  void tell_apart(const char* name, const std::optional<std::int64_t>& taken, const launcher_option& other) {
    if (taken && other.number && *taken != *other.number)
      notes_.assumed.push_back(
          {name, *taken,
           "torchrun's number is taken, though " + other.shown + " says " + std::to_string(*other.number)});
  }

  launched_number of_slurm() {
    const bool of_batch = runs("srun");
    const launcher_option tasks = option({"ntasks", "n"}, "processes of the launcher", of_batch);
    const launcher_option nodes = option({"nodes", "N"}, "nodes of the launcher", of_batch);
    const launcher_option of_node =
        option({"ntasks-per-node"}, "processes of a node, one for each accelerator", of_batch);
    if (tasks.is_unknown()) return {.reason = tasks.reason};
    if (tasks.number) {
      if (nodes.number && of_node.number && count{*nodes.number} * *of_node.number < count{*tasks.number})
        return {.reason = tasks.shown + " is more than " + nodes.shown + " x " + of_node.shown};
      return {tasks.number, "processes of the launcher", of_node.number};
    }
    const launcher_option gpus = of_node.is_given
                                     ? launcher_option{}
                                     : option({"gpus-per-node", "gres"}, "accelerators of a node", of_batch);
    for (const launcher_option* one : {&of_node, &gpus, &nodes})
      if (one->is_unknown()) return {.reason = one->reason};
    const launcher_option& each = of_node.is_given ? of_node : gpus;
    if (!each.is_given || !nodes.is_given)
      return {.reason = std::string("srun has neither --ntasks nor ") +
                        (nodes.is_given ? "--ntasks-per-node" : "--nodes") +
                        ", and no line #SBATCH says them"};
    if (!of_node.is_given)
      notes_.assumed.push_back(
          {"--ntasks-per-node", *gpus.number,
           gpus.shown + ": a process for each accelerator, though Slurm's default is one a node"});
    return {(count{*nodes.number} * *each.number).as_int64(), "nodes x processes of a node", each.number};
  }

  const launch_line& line_;
  understanding& notes_;
};

}  // namespace detail

/// Accelerators that a launcher starts a process on: nodes x processes of a node, or all of them.
inline launched_number launched_gpus(const launch_line& line, understanding& notes) {
  return detail::launcher_reader(line, notes).read();
}

}  // namespace scalewall
