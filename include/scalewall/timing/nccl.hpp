// Transfers between the GPUs of this machine by NCCL, all in this process.
//
// Sizes are counted as `transfer_operation` says, in whole fp32 words for every share. Every transfer is asked for on
// all of its GPUs before the first one starts, so that not the host is timed, and one that is not counted brings them to
// the same point. From point to point the words go back and forth: a transfer starts when the one before has arrived.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/cuda_buffers.hpp>
#include <scalewall/timing/cuda_clock.hpp>
#include <scalewall/timing/cuda_copy.hpp>
#include <scalewall/timing/cuda_kernels.hpp>
#include <scalewall/timing/cuda_resources.hpp>

#include <cuda_runtime_api.h>
#include <nccl.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace scalewall {

/// Why a call of NCCL failed, in words that follow a colon; `last` is what NCCL says of it itself.
inline std::string explain(ncclResult_t status, const std::string& last) {
  std::string why = ncclGetErrorString(status);
  if (!last.empty()) why += ", " + last;
  return why;
}

inline void check(ncclResult_t status, const char* doing) {
  if (status == ncclSuccess) return;
  const char* const last = ncclGetLastError(nullptr);
  throw cannot_measure(std::string(doing) + ": " + explain(status, last == nullptr ? "" : last));
}

/// 2.28.9 of 22809, and 2.8.4 of 2804.
inline std::string nccl_version_text(int version) {
  const int major = version >= 10000 ? 10000 : 1000;
  return std::to_string(version / major) + "." + std::to_string(version % major / 100) + "." +
         std::to_string(version % 100);
}

/// Throws `cannot_measure`.
inline int nccl_version() {
  int version = 0;
  check(ncclGetVersion(&version), "asking NCCL for its version");
  return version;
}

/// What one participant sends and receives, in words of fp32.
struct nccl_words {
  std::size_t share = 0;  ///< the number that NCCL is asked for
  std::size_t sent = 0;
  std::size_t received = 0;
  friend constexpr bool operator==(const nccl_words&, const nccl_words&) = default;
};

/// Sizes are rounded up to whole words in every share. Throws `cannot_measure` for more than any device has.
inline nccl_words nccl_words_of(const transfer_probe& what) {
  const std::size_t size = whole_bytes(what.size);
  const auto participants = static_cast<std::size_t>(what.participants);
  const auto words_in = [&](std::size_t shares) { return (size + 4 * shares - 1) / (4 * shares); };
  const std::size_t whole = words_in(1);
  const std::size_t share = words_in(participants);
  switch (what.operation) {
    case transfer_operation::all_reduce:
    case transfer_operation::point_to_point:
      break;
    case transfer_operation::all_gather:
      return {share, share, share * participants};
    case transfer_operation::reduce_scatter:
      return {share, share * participants, share};
    case transfer_operation::all_to_all:
      return {share, share * participants, share * participants};
  }
  return {whole, whole, whole};
}

/// Throws `cannot_measure` unless the GPUs of one process can do it.
inline void require_reachable(const transfer_probe& what, int devices) {
  if (what.nodes != 1) throw cannot_measure("the CUDA backend reaches the GPUs of one node only");
  if (what.operation == transfer_operation::point_to_point && what.participants != 2)
    throw cannot_measure("from point to point there are two participants");
  if (what.participants > devices)
    throw cannot_measure("a transfer by " + std::to_string(what.participants) +
                         " GPUs needs as many, and there " +
                         (devices == 1 ? "is 1" : "are " + std::to_string(devices)));
}

/// Makes a device the current one, and afterwards the one that was.
class on_device {
 public:
  explicit on_device(int device) {
    check(cudaGetDevice(&before_), "choosing a device");
    check(cudaSetDevice(device), "choosing a device");
  }
  ~on_device() { static_cast<void>(cudaSetDevice(before_)); }
  on_device(const on_device&) = delete;
  on_device& operator=(const on_device&) = delete;

 private:
  int before_ = 0;
};

/// The GPUs 0, 1, ... of this machine, connected with one another.
class nccl_group {
 public:
  /// Throws `cannot_measure`.
  explicit nccl_group(int participants) {
    for (int i = 0; i < participants; ++i) {
      const on_device here(i);
      members_.push_back({{}, make_cuda_stream(), make_cuda_event(), make_cuda_event(), {}});
    }
    std::vector<ncclComm_t> made(members_.size(), nullptr);
    check(ncclCommInitAll(made.data(), participants, nullptr), "connecting GPUs by NCCL");
    for (std::size_t i = 0; i < made.size(); ++i) members_[i].communicator.reset(made[i]);
  }

  nccl_group(const nccl_group&) = delete;
  nccl_group& operator=(const nccl_group&) = delete;

  /// Aborting also ends what the failure of one participant has left unfinished on the others, where destroying would
  /// wait for it, and so would freeing memory: that comes last.
  ~nccl_group() {
    for (member& one : members_) one.communicator.reset();
  }

  std::size_t size() const { return members_.size(); }

  /// Throws `cannot_measure`; the group is of no use any more then.
  timing time(const transfer_probe& what, std::size_t cache, const timing_effort& effort) {
    const nccl_words words = nccl_words_of(what);
    const std::size_t sent = aligned_size(count(4) * words.sent);
    const buffer_sets sets = plan_buffers(sent + aligned_size(count(4) * words.received), cache);
    for (std::size_t i = 0; i < size(); ++i) {
      const on_device here(static_cast<int>(i));
      members_[i].memory.reset();
      members_[i].memory = make_device_memory(sets.total());
      check(cuda_kernels::fill_normal(members_[i].memory.get(), sets.total() / 4, CUDA_R_32F, i,
                                      members_[i].stream.get()),
            "drawing random numbers");
    }
    std::size_t next = 0;
    const auto transfer = [&] {
      const char* const doing = "asking NCCL for a transfer";
      const std::size_t offset = sets.offset(next);
      check(ncclGroupStart(), doing);
      ncclResult_t asked = ncclSuccess;
      for (std::size_t i = 0; i < size() && asked == ncclSuccess; ++i)
        asked = ask(what.operation, i, next, words.share, at(members_[i].memory, offset),
                    at(members_[i].memory, offset + sent));
      const ncclResult_t ended = ncclGroupEnd();  // in any case, or later calls would still belong to it
      check(asked, doing);
      check(ended, doing);
      ++next;
    };
    transfer();  // connects
    finish();
    const seconds once = time_many(3, transfer);
    const std::int64_t many = launches_per_sample(once, effort);
    return take_samples(shared_by(effort, many), [&] { return time_many(many, transfer); });
  }

 private:
  struct member {
    device_memory memory;
    cuda_stream stream;
    cuda_event start;
    cuda_event stop;
    owned<ncclComm_t, ncclCommAbort> communicator;
  };

  /// What participant i does in transfer `number`.
  ncclResult_t ask(transfer_operation operation, std::size_t i, std::size_t number, std::size_t share,
                   void* send, void* receive) const {
    const ncclComm_t communicator = members_[i].communicator.get();
    const cudaStream_t stream = members_[i].stream.get();
    switch (operation) {
      case transfer_operation::all_reduce:
        return ncclAllReduce(send, receive, share, ncclFloat32, ncclSum, communicator, stream);
      case transfer_operation::all_gather:
        return ncclAllGather(send, receive, share, ncclFloat32, communicator, stream);
      case transfer_operation::reduce_scatter:
        return ncclReduceScatter(send, receive, share, ncclFloat32, ncclSum, communicator, stream);
      case transfer_operation::all_to_all: {
        ncclResult_t asked = ncclSuccess;
        for (std::size_t k = 0; k < size() && asked == ncclSuccess; ++k) {
          const int peer = static_cast<int>(k);
          const std::size_t offset = 4 * share * k;
          asked = ncclSend(static_cast<std::byte*>(send) + offset, share, ncclFloat32, peer, communicator,
                           stream);
          if (asked == ncclSuccess)
            asked = ncclRecv(static_cast<std::byte*>(receive) + offset, share, ncclFloat32, peer,
                             communicator, stream);
        }
        return asked;
      }
      case transfer_operation::point_to_point:
        break;
    }
    const int peer = i == 0 ? 1 : 0;
    return i == number % 2 ? ncclSend(send, share, ncclFloat32, peer, communicator, stream)
                           : ncclRecv(receive, share, ncclFloat32, peer, communicator, stream);
  }

  void finish() const {
    for (std::size_t i = 0; i < size(); ++i) {
      const on_device here(static_cast<int>(i));
      check(cudaStreamSynchronize(members_[i].stream.get()), "waiting for a transfer");
      ncclResult_t later = ncclSuccess;
      check(ncclCommGetAsyncError(members_[i].communicator.get(), &later), "waiting for a transfer");
      check(later, "waiting for a transfer");
    }
  }

  /// One of so many, by the slowest participant's clock.
  template <class Transfer>
  seconds time_many(std::int64_t many, const Transfer& transfer) const {
    // To ask for a transfer takes the host some microseconds for every participant.
    const auto asking = std::chrono::microseconds(20 * (many + 1) * static_cast<std::int64_t>(size()));
    const auto on_each = [&](const auto& act) {
      for (std::size_t i = 0; i < size(); ++i) {
        const on_device here(static_cast<int>(i));
        act(members_[i]);
      }
    };
    const auto record = [&](cuda_event member::*event) {
      on_each([&](const member& one) {
        check(cudaEventRecord((one.*event).get(), one.stream.get()), "recording an event");
      });
    };
    on_each([&](const member& one) {
      check(cuda_kernels::hold(asking, one.stream.get()), "launching a kernel");
    });
    transfer();
    record(&member::start);
    for (std::int64_t i = 0; i < many; ++i) transfer();
    record(&member::stop);
    finish();
    seconds longest{};
    on_each([&](const member& one) { longest = std::max(longest, time_between(one.start, one.stop)); });
    return longest / many;
  }

  std::vector<member> members_;
};

/// Connects as many GPUs as a transfer has participants, and others when their number changes.
class nccl_transfers {
 public:
  /// Throws `cannot_measure`.
  timing time(const transfer_probe& what, std::size_t cache, const timing_effort& effort) {
    int devices = 0;
    check(cudaGetDeviceCount(&devices), "counting the devices");
    require_reachable(what, devices);
    if (group_ == nullptr || group_->size() != static_cast<std::size_t>(what.participants)) {
      group_.reset();
      group_ = std::make_unique<nccl_group>(static_cast<int>(what.participants));
    }
    try {
      return group_->time(what, cache, effort);
    } catch (...) {
      group_.reset();
      throw;
    }
  }

 private:
  std::unique_ptr<nccl_group> group_;
};

}  // namespace scalewall
