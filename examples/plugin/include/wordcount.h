/* The functions of wordcount, written by ffi-build from its Rust sources.
 *
 * With WORDCOUNT_DYNAMIC defined nothing is linked: wordcount_load looks every name up in a loaded library. */
#ifndef WORDCOUNT_H
#define WORDCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Counter Counter;

/** Why `wordcount_feed` did not count. */
typedef enum Status {
    /** It did. */
    Status_Counted = 0,
    /** The text is not UTF-8. */
    Status_NotText = 1,
    /** A fault in the plugin; its message is on standard error. */
    Status_Failed = 2,
} Status;
/** Is told a word and how often it was seen; returns non-zero to go on. */
typedef int (*Visitor)(void *, const char *, uint64_t);

#ifndef WORDCOUNT_DYNAMIC

#ifndef WORDCOUNT_API
#ifdef _WIN32
#define WORDCOUNT_API __declspec(dllimport)
#else
#define WORDCOUNT_API
#endif
#endif

/** Version of the plugin. */
extern WORDCOUNT_API const uint32_t wordcount_version;

/** A counter that has seen nothing. */
WORDCOUNT_API Counter *wordcount_new(void);

/**
 * Counts the words of `length` bytes of UTF-8.
 *
 * # Safety
 * `counter` is from `wordcount_new`; the bytes are readable.
 */
WORDCOUNT_API Status wordcount_feed(Counter *counter, const char *text, size_t length);

/**
 * Tells the visitor each word, the most frequent first.
 *
 * # Safety
 * `counter` is from `wordcount_new`; the visitor may be called with `data`.
 */
WORDCOUNT_API void wordcount_each(const Counter *counter, Visitor visitor, void *data);

/**
 * Ends a counter.
 *
 * # Safety
 * `counter` is from `wordcount_new`, and not used again.
 */
WORDCOUNT_API void wordcount_free(Counter *counter);

#else

#include <string.h>

/** Version of the plugin. */
static const uint32_t *wordcount_wordcount_version;
#define wordcount_version (*wordcount_wordcount_version)

/** A counter that has seen nothing. */
static Counter *(*wordcount_new)(void);

/**
 * Counts the words of `length` bytes of UTF-8.
 *
 * # Safety
 * `counter` is from `wordcount_new`; the bytes are readable.
 */
static Status (*wordcount_feed)(Counter *counter, const char *text, size_t length);

/**
 * Tells the visitor each word, the most frequent first.
 *
 * # Safety
 * `counter` is from `wordcount_new`; the visitor may be called with `data`.
 */
static void (*wordcount_each)(const Counter *counter, Visitor visitor, void *data);

/**
 * Ends a counter.
 *
 * # Safety
 * `counter` is from `wordcount_new`, and not used again.
 */
static void (*wordcount_free)(Counter *counter);

/** Looks every name up by `symbol(library, name)` (dlsym is one). Returns null, or the first name that is missing. */
static inline const char *wordcount_load(void *(*symbol)(void *library, const char *name), void *library)
{
    void *found;
    found = symbol(library, "wordcount_version");
    if (!found) return "wordcount_version";
    memcpy((void *)&wordcount_wordcount_version, &found, sizeof wordcount_wordcount_version);
    found = symbol(library, "wordcount_new");
    if (!found) return "wordcount_new";
    memcpy((void *)&wordcount_new, &found, sizeof wordcount_new);
    found = symbol(library, "wordcount_feed");
    if (!found) return "wordcount_feed";
    memcpy((void *)&wordcount_feed, &found, sizeof wordcount_feed);
    found = symbol(library, "wordcount_each");
    if (!found) return "wordcount_each";
    memcpy((void *)&wordcount_each, &found, sizeof wordcount_each);
    found = symbol(library, "wordcount_free");
    if (!found) return "wordcount_free";
    memcpy((void *)&wordcount_free, &found, sizeof wordcount_free);
    (void)found;
    return NULL;
}

#endif

#ifdef __cplusplus
}
#endif

#endif
