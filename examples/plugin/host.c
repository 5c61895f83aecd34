/* A host: loads the plugin that its first argument names, and counts the words of standard input. */
#define WORDCOUNT_DYNAMIC
#include "wordcount.h"

#include <dlfcn.h>
#include <stdio.h>

static int print(void *left, const char *word, uint64_t count)
{
    printf("%7llu %s\n", (unsigned long long)count, word);
    return --*(int *)left;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s plugin\n", argv[0]);
        return 2;
    }
    void *plugin = dlopen(argv[1], RTLD_NOW);
    if (!plugin) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    const char *missing = wordcount_load(dlsym, plugin);
    if (missing) {
        fprintf(stderr, "%s has no %s\n", argv[1], missing);
        return 1;
    }
    Counter *counter = wordcount_new();
    static char text[1 << 16];
    size_t length = fread(text, 1, sizeof text, stdin);
    Status status = wordcount_feed(counter, text, length);
    if (status != Status_Counted) {
        fprintf(stderr, status == Status_NotText ? "not text\n" : "failed\n");
        return 1;
    }
    int left = 3;
    wordcount_each(counter, print, &left);
    wordcount_free(counter);
    printf("version %u\n", wordcount_version);
    return 0;
}
