/* Writes canonical JSON: RFC 8785 (JCS) narrowed to the profile of docs/ledger-format.md: UTF-8, object
 * keys [a-z0-9_] in ascending order, integers within ±(2^53−1), no floats, no white space. Keys out of
 * order are a bug of the caller and stop the program, so what was written is canonical by construction.
 * The same writer serves the data islands of pages (json_island). */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"

#define JSON_DEPTH_MAX 16
#define JSON_INT_MAX INT64_C(9007199254740991)

struct json {
    struct buf *out;
    int depth;
    bool is_island; /* also escapes < > & as \u00XX, for <script type=application/json> */
    bool is_loose;  /* keys in any order and any form: for pages, never for the ledger */
    struct {
        bool is_object, has_member, after_key;
        struct str last_key;
    } level[JSON_DEPTH_MAX + 1];
};

struct json json_to(struct buf *out);
struct json json_island(struct buf *out); /* for pages: loose keys, < > & escaped */
void json_object(struct json *j);
void json_object_end(struct json *j);
void json_array(struct json *j);
void json_array_end(struct json *j);
/* The key's bytes must live until the object ends. */
void json_key(struct json *j, struct str key);
void json_str(struct json *j, struct str s); /* s must be clean UTF-8 */
void json_int(struct json *j, int64_t v);    /* stops the program beyond ±(2^53−1) */
void json_bool(struct json *j, bool v);
void json_null(struct json *j);
void json_hex(struct json *j, struct str bytes); /* bytes as lower-case hex text */
/* A value that already is canonical JSON. */
void json_raw_canonical(struct json *j, struct str value);

#endif
