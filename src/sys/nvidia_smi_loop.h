// One nvidia-smi that answers the same query again and again, kept running whatever happens to it.
#pragma once

#include <poll.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quantladder/sys/process.h"
#include "sys/memory_meter_samples.h"

namespace quantladder::sys {

class NvidiaSmiLoop {
 public:
  // Returns whether a line was a row of the query.
  using TakeLine = std::function<bool(std::string_view)>;
  // is_normal: the list of processes says nothing while there are none, so silence is no fault.
  enum class Silence { is_a_fault, is_normal };

  NvidiaSmiLoop(const MeterOptions& options, const char* query, Silence silence, TakeLine take);
  NvidiaSmiLoop(const NvidiaSmiLoop&) = delete;
  NvidiaSmiLoop& operator=(const NvidiaSmiLoop&) = delete;
  ~NvidiaSmiLoop() { stop(); }

  // Starts it when it is due, ends it when it hangs.
  enum class Tended { well, hung };
  Tended tend(MeterTime now, SampleLog& log);
  // Ends it; the next tend() starts it again.
  void stop();
  // It ended, or hung, before the first row of all: there may never be one.
  bool failed_at_once() const { return failed_ && last_row_ever_ == MeterTime::min(); }
  void add_to(std::vector<pollfd>& polled) const;
  // Takes what has arrived.
  void drain(MeterTime now, SampleLog& log);

 private:
  struct Stream {
    int fd = -1;
    std::string rest;  // the line that hasn't ended yet
  };
  void start(MeterTime now, SampleLog& log);
  void give_up(MeterTime now, const std::string& why, SampleLog& log);
  bool drain(Stream& stream, MeterTime now);
  void take_line(std::string_view line, MeterTime now);

  MeterOptions options_;
  const char* query_;
  Silence silence_;
  TakeLine take_;
  std::optional<Process> process_;
  Stream out_;
  Stream err_;
  MeterTime due_ = MeterTime::min();
  MeterTime last_row_ = MeterTime::min();
  MeterTime last_row_ever_ = MeterTime::min();
  bool failed_ = false;
  std::chrono::milliseconds pause_;
  std::string last_words_;  // the last line that was no row
  bool spoke_ = false;      // a line that was no row came after the last row
};

}  // namespace quantladder::sys
