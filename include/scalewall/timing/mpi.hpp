// Transfers between processes over MPI, as a backend that all of them ask together.
//
// Every process asks the same probes in the same order, and every one gets the same answer: each sample is the time of
// the slowest participant, from when all were ready. The participants are the first ranks; the others wait asleep.
//
//     all-reduce       MPI_Allreduce               all-gather     MPI_Allgather
//     reduce-scatter   MPI_Reduce_scatter_block    all-to-all     MPI_Alltoall
//     point to point   MPI_Send and MPI_Recv, from the first rank to the second and back; half of both ways
//
// What is transferred are fp32 words; a share is rounded up to whole ones.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/host_device.hpp>
#include <scalewall/timing/host_room.hpp>
#include <scalewall/timing/random_words.hpp>
#include <scalewall/timing/repeated.hpp>

#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace scalewall {

/// Thrown where MPI fails, in its words. It may have failed on one rank alone, and the others wait for it: a program then
/// calls MPI_Abort.
class mpi_failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

namespace detail {

/// Throws `mpi_failure` unless the status is a success.
inline void require_success(int status, const char* call) {
  if (status == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(status, text, &length);
  throw mpi_failure(std::string(call) + " failed: " + std::string(text, static_cast<std::size_t>(length)));
}

/// A group of ranks of its own, whose errors are returned.
class mpi_group {
 public:
  /// Of those ranks of `all` that give the same color; none where it is MPI_UNDEFINED.
  mpi_group(MPI_Comm all, int color) {
    int initialized = 0;
    MPI_Initialized(&initialized);
    require(initialized != 0, "MPI is initialized before it is timed");
    require_success(MPI_Comm_split(all, color, 0, &ranks_), "MPI_Comm_split");
    if (*this) require_success(MPI_Comm_set_errhandler(ranks_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  }
  mpi_group(const mpi_group&) = delete;
  mpi_group& operator=(const mpi_group&) = delete;
  ~mpi_group() {
    if (*this) MPI_Comm_free(&ranks_);
  }

  explicit operator bool() const { return ranks_ != MPI_COMM_NULL; }
  MPI_Comm ranks() const { return ranks_; }
  int rank() const {
    int rank = 0;
    require_success(MPI_Comm_rank(ranks_, &rank), "MPI_Comm_rank");
    return rank;
  }
  int size() const {
    int size = 0;
    require_success(MPI_Comm_size(ranks_, &size), "MPI_Comm_size");
    return size;
  }

  /// The largest that any rank has, for all.
  double largest(double mine) const {
    double of_all = mine;
    require_success(MPI_Allreduce(&mine, &of_all, 1, MPI_DOUBLE, MPI_MAX, ranks_), "MPI_Allreduce");
    return of_all;
  }

 private:
  MPI_Comm ranks_ = MPI_COMM_NULL;
};

/// The ranks that share a machine with this one.
struct mpi_node {
  int first_rank = 0;
  int ranks = 1;
};

inline mpi_node find_node(const mpi_group& all) {
  MPI_Comm here = MPI_COMM_NULL;
  require_success(MPI_Comm_split_type(all.ranks(), MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here),
                  "MPI_Comm_split_type");
  mpi_node node;
  const int mine = all.rank();
  const int found = MPI_Allreduce(&mine, &node.first_rank, 1, MPI_INT, MPI_MIN, here);
  const int counted = MPI_Comm_size(here, &node.ranks);
  MPI_Comm_free(&here);
  require_success(found, "MPI_Allreduce");
  require_success(counted, "MPI_Comm_size");
  return node;
}

}  // namespace detail

/// Waits until all ranks are here, without keeping a core busy.
inline void meet_asleep(MPI_Comm ranks) {
  MPI_Request request;
  detail::require_success(MPI_Ibarrier(ranks, &request), "MPI_Ibarrier");
  for (int all_here = 0;;) {
    detail::require_success(MPI_Test(&request, &all_here, MPI_STATUS_IGNORE), "MPI_Test");
    if (all_here != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

class mpi_backend {
 public:
  /// Between MPI_Init and MPI_Finalize, on every rank at once, as all that follows.
  explicit mpi_backend(MPI_Comm world = MPI_COMM_WORLD, device_description host = describe_host())
      : device_(std::move(host)), all_(world, 0), node_(detail::find_node(all_)) {
    char version[MPI_MAX_LIBRARY_VERSION_STRING] = "";
    int length = 0;
    detail::require_success(MPI_Get_library_version(version, &length), "MPI_Get_library_version");
    const std::string library(version, static_cast<std::size_t>(length));
    device_.backend = "MPI";
    device_.facts.emplace_back("MPI", library.substr(0, library.find(',')));
    device_.facts.emplace_back("ranks", std::to_string(all_.size()));
  }

  const device_description& device() const { return device_; }
  int rank() const { return all_.rank(); }
  int ranks() const { return all_.size(); }

  /// That the first `participants` ranks are on. All ranks ask at once.
  std::int64_t nodes(std::int64_t participants) const {
    return how_many(node_.first_rank == all_.rank() && all_.rank() < participants);
  }

  template <class Probe>
  timing time(const Probe&, const timing_effort&) {
    throw cannot_measure("between processes only transfers are timed");
  }

  timing time(const transfer_probe& what, const timing_effort& effort) {
    if (what.participants > all_.size())
      throw cannot_measure("there are " + std::to_string(all_.size()) + " ranks, fewer than " +
                           std::to_string(what.participants));
    if (what.operation == transfer_operation::point_to_point && what.participants != 2)
      throw cannot_measure("point to point has two participants");
    const auto participants = static_cast<int>(what.participants);
    const bool takes_part = all_.rank() < participants;
    const detail::mpi_group group(all_.ranks(), takes_part ? 0 : MPI_UNDEFINED);

    // All find the same obstacles, or learn of those of others.
    if (const std::int64_t found = nodes(participants); found != what.nodes)
      throw cannot_measure("the first " + std::to_string(participants) + " ranks are on " +
                           std::to_string(found) + (found == 1 ? " node" : " nodes"));
    const double share = math::ceil(what.size / word / (shared_out(what.operation) ? participants : 1));
    if (share > std::numeric_limits<int>::max())
      throw cannot_measure("MPI counts the words of a transfer in 32 bits");
    const auto words = static_cast<std::size_t>(share);
    const std::size_t largest =
        shared_out(what.operation) ? words * static_cast<std::size_t>(participants) : words;
    if (how_many(!has_room(largest)) > 0)
      throw cannot_measure("a rank has too little memory for what it transfers");

    timing took;
    if (takes_part) took = time_among(group, what.operation, static_cast<int>(words), largest, effort);
    meet_asleep(all_.ranks());
    static_assert(sizeof(timing) == 4 * sizeof(double));
    detail::require_success(MPI_Bcast(&took, sizeof took, MPI_BYTE, 0, all_.ranks()), "MPI_Bcast");
    return took;
  }

 private:
  static constexpr bytes word = bytes::from_value(sizeof(float));

  /// Whether every participant has a share of what is transferred.
  static constexpr bool shared_out(transfer_operation operation) {
    return operation == transfer_operation::all_gather || operation == transfer_operation::reduce_scatter ||
           operation == transfer_operation::all_to_all;
  }

  /// Of how many ranks it is true.
  std::int64_t how_many(bool true_here) const {
    const std::int64_t mine = true_here ? 1 : 0;
    std::int64_t all = 0;
    detail::require_success(MPI_Allreduce(&mine, &all, 1, MPI_INT64_T, MPI_SUM, all_.ranks()),
                            "MPI_Allreduce");
    return all;
  }

  bool has_room(std::size_t words) {
    const std::size_t wanted =
        std::max(words, static_cast<std::size_t>(more_than_caches(device_.known) / word));
    try {
      require_room(device_.known, 2 * node_.ranks * static_cast<double>(wanted) * word);
      sent_.reserve(wanted);
      received_.reserve(wanted);
      return true;
    } catch (const cannot_measure&) {
      return false;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  /// Of `words` for each share, which are `largest` words of all.
  timing time_among(const detail::mpi_group& group, transfer_operation operation, int words,
                    std::size_t largest, const timing_effort& effort) {
    std::int64_t before = 0;
    return take_repeated(effort, sample, [&](std::int64_t times) {
      detail::require_success(MPI_Barrier(group.ranks()), "MPI_Barrier");
      const seconds mine = time_call([&] {
        for (std::int64_t i = before; i < before + times; ++i)
          transfer(group, operation, sent_.use(i, largest).data(), received_.use(i, largest).data(), words);
      });
      before += times;
      const seconds slowest = seconds::from_value(group.largest(mine.value()));
      return operation == transfer_operation::point_to_point ? slowest / 2 : slowest;
    });
  }

  static void transfer(const detail::mpi_group& group, transfer_operation operation, const float* from,
                       float* to, int words) {
    using detail::require_success;
    const MPI_Comm ranks = group.ranks();
    switch (operation) {
      case transfer_operation::all_reduce:
        return require_success(MPI_Allreduce(from, to, words, MPI_FLOAT, MPI_SUM, ranks), "MPI_Allreduce");
      case transfer_operation::all_gather:
        return require_success(MPI_Allgather(from, words, MPI_FLOAT, to, words, MPI_FLOAT, ranks),
                               "MPI_Allgather");
      case transfer_operation::reduce_scatter:
        return require_success(MPI_Reduce_scatter_block(from, to, words, MPI_FLOAT, MPI_SUM, ranks),
                               "MPI_Reduce_scatter_block");
      case transfer_operation::all_to_all:
        return require_success(MPI_Alltoall(from, words, MPI_FLOAT, to, words, MPI_FLOAT, ranks),
                               "MPI_Alltoall");
      case transfer_operation::point_to_point:
        const int rank = group.rank(), other = 1 - rank;
        const auto send = [&] {
          require_success(MPI_Send(from, words, MPI_FLOAT, other, 0, ranks), "MPI_Send");
        };
        if (rank == 0) send();
        require_success(MPI_Recv(to, words, MPI_FLOAT, other, 0, ranks, MPI_STATUS_IGNORE), "MPI_Recv");
        if (rank == 1) send();
    }
  }

  static constexpr seconds sample = seconds::from_value(2e-4);

  device_description device_;
  detail::mpi_group all_;
  detail::mpi_node node_;
  random_words<float> sent_;
  random_words<float> received_;
};

static_assert(timing_backend<mpi_backend>);

}  // namespace scalewall
