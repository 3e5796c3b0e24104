#include "judge/sandbox/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace quantladder::judge {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;
#endif

// Numbers that are the same on every architecture, for headers older than the calls.
constexpr std::uint32_t kNewCalls[] = {425, 426, 427,                           // io_uring
                                       428, 429, 430, 431, 432, 433, 442, 467,  // mounts by descriptor
                                       438,                                     // pidfd_getfd
                                       447};                                    // memfd_secret

constexpr std::uint32_t kDenied[] = {
    // other processes' memory and descriptors
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    SYS_process_madvise,
    // memory that belongs to no process: without a control group nothing would bound it
    SYS_memfd_create,
    SYS_shmget,
    SYS_msgget,
    SYS_semget,
    // namespaces and mounts
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
    // large parts of the kernel that tests of Python code have no use for
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_fanotify_init,
    SYS_lookup_dcookie,
    SYS_quotactl,
    SYS_acct,
    SYS_syslog,
    SYS_vhangup,
    SYS_personality,
    // memory policy
    SYS_mbind,
    SYS_set_mempolicy,
    SYS_migrate_pages,
    SYS_move_pages,
    // the machine as a whole
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_nfsservctl,
#if defined(__x86_64__)
    SYS_iopl,
    SYS_ioperm,
    SYS_modify_ldt,
    SYS_uselib,
    SYS_ustat,
    SYS_sysfs,
    SYS__sysctl,
    SYS_create_module,
    SYS_get_kernel_syms,
    SYS_query_module,
#endif
};

// vsock and others know no network namespace: through them an answer would reach past its own.
constexpr std::uint32_t kSocketFamilies[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

// Nor is what waits in a socket anybody's memory: its size stays the kernel's default. The level is not looked at; the
// same numbers of other levels have no use here.
constexpr std::uint32_t kSocketBuffers[] = {SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE};

constexpr std::uint32_t kNewNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                         CLONE_NEWPID | CLONE_NEWNET | 0x80 /* CLONE_NEWTIME */;

class Program {
 public:
  void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }
  // Loads the low half of an argument; both architectures are little-endian.
  void load_argument(unsigned number) { load(offsetof(seccomp_data, args) + number * sizeof(std::uint64_t)); }
  void result(std::uint32_t action) { add(BPF_RET | BPF_K, action); }
  void fail(int error) { result(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error)); }
  void allow() { result(SECCOMP_RET_ALLOW); }
  // Jumps over the next `skip` instructions unless the loaded value is `value`.
  void unless_equal(std::uint32_t value, std::uint8_t skip) { jump(BPF_JEQ, value, 0, skip); }
  void if_equal(std::uint32_t value, std::uint8_t skip) { jump(BPF_JEQ, value, skip, 0); }
  void unless_any_bit(std::uint32_t bits, std::uint8_t skip) { jump(BPF_JSET, bits, 0, skip); }
  void unless_at_least(std::uint32_t value, std::uint8_t skip) { jump(BPF_JGE, value, 0, skip); }

  std::string bytes() const {
    return {reinterpret_cast<const char*>(code_.data()), code_.size() * sizeof(sock_filter)};
  }

 private:
  void add(int code, std::uint32_t value) { code_.push_back({static_cast<std::uint16_t>(code), 0, 0, value}); }
  void jump(int kind, std::uint32_t value, std::uint8_t if_true, std::uint8_t if_false) {
    code_.push_back({static_cast<std::uint16_t>(BPF_JMP | kind | BPF_K), if_true, if_false, value});
  }
  std::vector<sock_filter> code_;
};

void refuse_other_conventions(Program& program) {
  program.load(offsetof(seccomp_data, arch));
  program.if_equal(kArchitecture, 1);
  program.result(SECCOMP_RET_KILL_PROCESS);
  program.load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
  program.unless_at_least(0x40000000, 1);  // x32
  program.result(SECCOMP_RET_KILL_PROCESS);
#endif
}

void refuse(Program& program, std::uint32_t call, int error) {
  program.unless_equal(call, 1);
  program.fail(error);
}

void look_at_arguments(Program& program) {
  program.unless_equal(SYS_clone, 4);
  program.load_argument(0);
  program.unless_any_bit(kNewNamespaces, 1);
  program.fail(EPERM);
  program.allow();

  program.unless_equal(SYS_ioctl, 5);
  program.load_argument(1);
  program.if_equal(TIOCSTI, 1);  // typing into a terminal
  program.unless_equal(TIOCLINUX, 1);
  program.fail(EPERM);
  program.allow();

  constexpr auto kBuffers = static_cast<std::uint8_t>(std::size(kSocketBuffers));
  program.unless_equal(SYS_setsockopt, kBuffers + 3);
  program.load_argument(2);
  for (std::uint8_t i = 0; i < kBuffers; ++i) program.if_equal(kSocketBuffers[i], kBuffers - i);
  program.allow();
  program.fail(EPERM);

  for (const long call : {SYS_socket, SYS_socketpair}) {
    constexpr auto kFamilies = static_cast<std::uint8_t>(std::size(kSocketFamilies));
    program.unless_equal(static_cast<std::uint32_t>(call), kFamilies + 3);
    program.load_argument(0);
    for (std::uint8_t i = 0; i < kFamilies; ++i) program.if_equal(kSocketFamilies[i], kFamilies - i);
    program.fail(EAFNOSUPPORT);
    program.allow();
  }
}

}  // namespace

std::string seccomp_filter() {
  if (kArchitecture == 0) return "";
  Program program;
  refuse_other_conventions(program);
  for (const std::uint32_t call : kDenied) refuse(program, call, EPERM);
  for (const std::uint32_t call : kNewCalls) refuse(program, call, EPERM);
  refuse(program, 435, ENOSYS);  // clone3
  look_at_arguments(program);
  program.allow();
  return program.bytes();
}

}  // namespace quantladder::judge
