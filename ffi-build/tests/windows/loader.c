/* Runs a program for Windows that imports nothing: puts its sections where it wants them and calls its entry with a function that prints. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __i386__
/* Windows promises its callees less alignment than Linux. */
__attribute__((force_align_arg_pointer))
#endif
static void print(const char *text) {
    if (write(1, text, strlen(text)) < 0) _exit(3);
}

static uint32_t word(const unsigned char *at) { uint32_t word; memcpy(&word, at, 4); return word; }
static unsigned half(const unsigned char *at) { return at[0] | at[1] << 8; }

static void check(int right, const char *what) {
    if (!right) { perror(what); exit(2); }
}

int main(int count, char **arguments) {
    check(count == 2, "arguments");
    int file = open(arguments[1], O_RDONLY);
    struct stat status;
    check(file >= 0 && fstat(file, &status) == 0, "open");
    unsigned char *bytes = mmap(0, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    check(bytes != MAP_FAILED, "map the file");
    unsigned char *header = bytes + word(bytes + 0x3c), *optional = header + 24;
    uint64_t base = word(optional + 28);
    if (half(optional) == 0x20b) memcpy(&base, optional + 24, 8);
    unsigned char *image = mmap((void *)(uintptr_t)base, word(optional + 56), PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    check(image == (void *)(uintptr_t)base, "map the image");
    unsigned char *section = optional + half(header + 20);
    for (unsigned left = half(header + 6); left > 0; left--, section += 40) {
        unsigned char *at = image + word(section + 12);
        uint32_t size = word(section + 8), stored = word(section + 16);
        memcpy(at, bytes + word(section + 20), stored < size ? stored : size);
        int executable = word(section + 36) >> 29 & 1;
        check(mprotect(at, size, executable ? PROT_READ | PROT_EXEC : PROT_READ | PROT_WRITE) == 0, "protect");
        __builtin___clear_cache((char *)at, (char *)at + size);
    }
    ((void (*)(void (*)(const char *)))(image + word(optional + 16)))(print);
    return 0;
}
