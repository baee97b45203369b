// Working memory for Argon2 that a thread keeps between hashes.
//
// libsodium maps its memory for each hash and unmaps it after: with 4 KiB pages that the kernel must fault in and
// clear, this is a third of a hash's time. libsodium offers no hook for it, but it reaches mmap and munmap through the
// dynamic linker, so the program's own definitions (hash_memory.cpp) come first. Outside a HashMemory scope they are
// the bare system calls.
#pragma once

namespace gatehouse::crypto {

/// While it lives, anonymous memory that this thread maps is the memory it keeps. Not for nesting.
class HashMemory {
 public:
  HashMemory() noexcept;
  HashMemory(const HashMemory&) = delete;
  HashMemory& operator=(const HashMemory&) = delete;
  ~HashMemory();
};

}  // namespace gatehouse::crypto
