/*
 * An LD_PRELOAD shim for the files below SHIM_DIR. It writes down what a process does to them (SHIM_LOG), and spoils it
 * on demand: SHIM_FAULT names a file whose first byte is 'r' (read-only), 's' (every sync takes the milliseconds that
 * follow as a little-endian u32 at byte 4) or anything else (nothing).
 *
 * A record: u32 op, u32 length, u64 file, u64 offset, then `length` bytes. Ops: 1 open (data: the path), 2 write,
 * 3 truncate (offset: the size), 4 sync, 5 unlink (data: the path), 6 rename (data: two paths, NUL between them).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define FILES 4096
static uint64_t file_of[FILES];
static const char *dir;
static size_t dir_length;
static int log_fd = -1;
static volatile unsigned char *fault;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
  dir = getenv("SHIM_DIR");
  dir_length = dir ? strlen(dir) : 0;
  const char *log = getenv("SHIM_LOG"), *control = getenv("SHIM_FAULT");
  if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (!control) return;
  int fd = syscall(SYS_openat, AT_FDCWD, control, O_RDONLY | O_CLOEXEC);
  void *page = fd < 0 ? MAP_FAILED : mmap(NULL, 16, PROT_READ, MAP_SHARED, fd, 0);
  if (page != MAP_FAILED) fault = page;
}

#define NEXT(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))
static int ours(const char *path) { return dir_length && path && !strncmp(path, dir, dir_length); }
/* libuv closes by the bare system call, so a number may have become a socket's: the file itself is asked. */
static uint64_t known(int fd) {
  struct stat facts;
  if (fd < 0 || fd >= FILES || !file_of[fd]) return 0;
  if (fstat(fd, &facts) || !S_ISREG(facts.st_mode) || facts.st_ino != file_of[fd]) file_of[fd] = 0;
  return file_of[fd];
}
static int read_only(void) { return fault && fault[0] == 'r'; }

static void note(uint32_t op, uint64_t file, uint64_t offset, const void *data, uint32_t length) {
  if (log_fd < 0) return;
  struct { uint32_t op, length; uint64_t file, offset; } head = { op, length, file, offset };
  struct iovec parts[2] = { { &head, sizeof head }, { (void *)data, length } };
  if (syscall(SYS_writev, log_fd, parts, length ? 2 : 1) != (long)(sizeof head + length)) abort();
}

static int opened(int fd, const char *path) {
  struct stat facts;
  if (fd < 0 || fd >= FILES || fstat(fd, &facts)) return fd;
  pthread_mutex_lock(&lock);
  file_of[fd] = ours(path) && S_ISREG(facts.st_mode) ? facts.st_ino : 0;
  if (file_of[fd]) note(1, file_of[fd], 0, path, strlen(path));
  pthread_mutex_unlock(&lock);
  return fd;
}

#define OPEN(name)                                                                     \
  int name(const char *path, int flags, ...) {                                         \
    va_list rest;                                                                      \
    va_start(rest, flags);                                                             \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;            \
    va_end(rest);                                                                      \
    if (ours(path) && read_only() && flags & (O_WRONLY | O_RDWR)) { errno = EROFS; return -1; } \
    return opened(NEXT(name)(path, flags, mode), path);                                \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (known(fd)) file_of[fd] = 0;
  return NEXT(close)(fd);
}

/* The write and its record under one lock: the log's order is the disk's. */
static ssize_t logged(int fd, const void *data, size_t length, off_t offset, int placed) {
  if (read_only()) { errno = EROFS; return -1; }
  pthread_mutex_lock(&lock);
  off_t at = placed ? offset : lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
  ssize_t done = placed ? syscall(SYS_pwrite64, fd, data, length, offset) : syscall(SYS_write, fd, data, length);
  if (done > 0) note(2, known(fd), at, data, done);
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t write(int fd, const void *data, size_t length) {
  return known(fd) ? logged(fd, data, length, 0, 0) : syscall(SYS_write, fd, data, length);
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) {
  return known(fd) ? logged(fd, data, length, at, 1) : syscall(SYS_pwrite64, fd, data, length, at);
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return pwrite(fd, data, length, at); }

int ftruncate(int fd, off_t size) {
  if (!known(fd)) return syscall(SYS_ftruncate, fd, size);
  if (read_only()) { errno = EROFS; return -1; }
  pthread_mutex_lock(&lock);
  int done = syscall(SYS_ftruncate, fd, size);
  if (!done) note(3, known(fd), size, NULL, 0);
  pthread_mutex_unlock(&lock);
  return done;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

static int synced(int fd, long call) {
  if (known(fd) && fault && fault[0] == 's') {
    uint32_t ms;
    memcpy(&ms, (const void *)(fault + 4), sizeof ms);
    struct timespec pause = { ms / 1000, (ms % 1000) * 1000000L };
    nanosleep(&pause, NULL);
  }
  int done = syscall(call, fd);
  if (!done && known(fd)) {
    pthread_mutex_lock(&lock);
    note(4, known(fd), 0, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
  if (ours(path) && read_only()) { errno = EROFS; return -1; }
  int done = NEXT(unlink)(path);
  if (!done && ours(path)) {
    pthread_mutex_lock(&lock);
    note(5, 0, 0, path, strlen(path));
    pthread_mutex_unlock(&lock);
  }
  return done;
}

int rename(const char *from, const char *to) {
  if (ours(to) && read_only()) { errno = EROFS; return -1; }
  int done = NEXT(rename)(from, to);
  if (done || !ours(to)) return done;
  char both[8192];
  size_t first = strlen(from), second = strlen(to);
  if (first + second + 1 > sizeof both) abort();
  memcpy(both, from, first + 1);
  memcpy(both + first + 1, to, second);
  pthread_mutex_lock(&lock);
  note(6, 0, 0, both, first + 1 + second);
  pthread_mutex_unlock(&lock);
  return done;
}
