/* The binary contract of tables, written down a second time, for programs that need no library. */
#include <stdint.h>
struct type { uint8_t kind, element; uint16_t align; uint32_t size, offset; int32_t name; };
struct signature {
    uint32_t magic, size; int32_t downcall, upcall, text; uint32_t args_size, ret_size;
    uint16_t args_align, flags, params, fixed; struct type result, types[];
};
struct list { uint32_t count, places; int32_t entries, index; };
struct table { uint32_t magic, size; int32_t name; struct list functions, signatures, constants, enums, records, aliases; };
struct function { int32_t name, symbol, signature, params, doc; uint32_t next; };
struct listed { int32_t text, signature; uint32_t first; };
struct constant { int32_t name, doc; struct type type; uint32_t value[2]; uint32_t owner; };
struct enumeration { int32_t name, doc; struct type type; uint32_t first, count; };
struct record { int32_t name, doc; uint32_t size, align, flags; struct list fields; };
struct field { int32_t name, doc; struct type type; uint32_t count; uint16_t flags; uint8_t bit, bits; uint32_t record, enumeration; };
struct alias { int32_t name, doc; struct type type; uint32_t record, enumeration; };
#define AT(field) ((field) ? (const void *)((const char *)&(field) + (field)) : 0)
#define TEXT(field) ((field) ? (const char *)AT(field) : "-")
extern const struct table the_table;

static int same(const char *one, const char *other) {
    while (*one && *one == *other) one++, other++;
    return *one == *other;
}
static uint32_t hash(const char *name) {
    uint32_t hash = 0x811c9dc5;
    while (*name) hash = (hash ^ (unsigned char)*name++) * 0x01000193;
    return hash ^ hash >> 15;
}
/* An entry of this size by its name. */
static const void *find(const struct list *list, uint32_t size, const char *name) {
    const char *entries = AT(list->entries);
    const uint32_t *index = AT(list->index);
    for (uint32_t at = hash(name);; at++) {
        uint32_t place = index[at & (list->places - 1)];
        if (!place) return 0;
        const int32_t *entry = (const int32_t *)(entries + (place - 1) * size);
        if (same(TEXT(*entry), name)) return entry;
    }
}
/* The entry at a position, which its name leads to. */
static const void *get(const struct list *list, uint32_t size, uint32_t at) {
    const char *entry = (const char *)AT(list->entries) + at * size;
    const int32_t *name = (const int32_t *)entry;
    return find(list, size, TEXT(*name)) == entry ? entry : 0;
}
#define FIND(list, what, name) ((const struct what *)find(&(list), sizeof(struct what), name))
#define GET(list, what, at) ((const struct what *)get(&(list), sizeof(struct what), at))
