#include "hash_memory.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <gatehouse/base/secret.hpp>

// The sanitizers have definitions of their own; with them libsodium maps its memory anew each time.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define GH_KEEP_HASH_MEMORY 0
#else
#define GH_KEEP_HASH_MEMORY 1
#endif

namespace gatehouse::crypto {
namespace {

constexpr std::size_t huge_page = std::size_t{2} * 1024 * 1024;
constexpr std::size_t largest_kept = std::size_t{256} * 1024 * 1024;

static_assert(sizeof(off_t) == sizeof(long), "mmap below hands its offset on as it is");

void* system_mmap(void* address, std::size_t size, int protection, int flags, int file,
                  off_t offset) noexcept {
  const long result = syscall(SYS_mmap, address, size, protection, flags, file, offset);
  return reinterpret_cast<void*>(result);
}

int system_munmap(void* address, std::size_t size) noexcept {
  return static_cast<int>(syscall(SYS_munmap, address, size));
}

// One block of memory, given out to one user at a time.
class KeptMemory {
 public:
  constexpr KeptMemory() = default;
  ~KeptMemory() { unmap(); }

  // Null when it is in use, when `size` is too large to keep, or when there is no memory.
  void* take(std::size_t size) noexcept {
    if (used_ != 0 || size == 0 || size > largest_kept) return nullptr;
    if (size > size_) {
      unmap();
      map((size + huge_page - 1) / huge_page * huge_page);
    }
    if (size_ == 0) return nullptr;
    used_ = size;
    return memory();
  }

  // False when `address` is not what take() gave.
  bool give_back(void* address) noexcept {
    if (used_ == 0 || address != memory()) return false;
    // What is left would tell the password's hash.
    wipe(address, used_);
    used_ = 0;
    return true;
  }

 private:
  void* memory() const noexcept {
    const auto start = reinterpret_cast<std::uintptr_t>(mapping_);
    return reinterpret_cast<void*>((start + huge_page - 1) / huge_page * huge_page);
  }

  // Huge pages spare Argon2's random accesses most misses of the TLB; without them it is only slower. Core dumps and
  // children have no business with this memory.
  void map(std::size_t size) noexcept {
    void* mapping = system_mmap(nullptr, size + huge_page, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) return;
    mapping_ = mapping;
    size_ = size;
    madvise(memory(), size, MADV_HUGEPAGE);
    madvise(memory(), size, MADV_DONTDUMP);
    madvise(memory(), size, MADV_DONTFORK);
  }

  void unmap() noexcept {
    if (size_ != 0) system_munmap(mapping_, size_ + huge_page);
    size_ = 0;
  }

  void* mapping_ = nullptr;
  std::size_t size_ = 0;
  std::size_t used_ = 0;
};

constinit thread_local bool in_scope = false;
constinit thread_local KeptMemory kept;

}  // namespace

HashMemory::HashMemory() noexcept { in_scope = true; }
HashMemory::~HashMemory() { in_scope = false; }

}  // namespace gatehouse::crypto

#if GH_KEEP_HASH_MEMORY
extern "C" void* mmap(void* address, std::size_t size, int protection, int flags, int file,
                      off_t offset) noexcept {
  namespace crypto = gatehouse::crypto;
  if (crypto::in_scope && address == nullptr && file == -1 &&
      protection == (PROT_READ | PROT_WRITE)) {
    if (void* memory = crypto::kept.take(size)) return memory;
  }
  return crypto::system_mmap(address, size, protection, flags, file, offset);
}

extern "C" int munmap(void* address, std::size_t size) noexcept {
  namespace crypto = gatehouse::crypto;
  if (crypto::in_scope && crypto::kept.give_back(address)) return 0;
  return crypto::system_munmap(address, size);
}
#endif
