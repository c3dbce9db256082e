/* Canonical JSON, entries and changes from anybody: nothing may crash, and what is accepted has one spelling:
 * the writer gives the same bytes back. */
#include "ledger/change.h"
#include "ledger/entry.h"

static void write_again(struct json *j, const struct canon *v)
{
    switch (v->type) {
    case CANON_NULL:
        json_null(j);
        return;
    case CANON_FALSE:
        json_bool(j, false);
        return;
    case CANON_TRUE:
        json_bool(j, true);
        return;
    case CANON_INT:
        json_int(j, v->i);
        return;
    case CANON_TEXT:
        json_str(j, v->s);
        return;
    case CANON_ARRAY:
        json_array(j);
        for (const struct canon *m = v->first; m; m = m->next)
            write_again(j, m);
        json_array_end(j);
        return;
    case CANON_OBJECT:
        json_object(j);
        for (const struct canon *m = v->first; m; m = m->next) {
            json_key(j, m->key);
            write_again(j, m);
        }
        json_object_end(j);
        return;
    }
}

static void change(const struct canon *v, struct arena *a)
{
    const struct table_def *t;
    struct cell cell[TABLE_COLUMNS_MAX];
    uint32_t fields;
    bool is_delete;
    CLEANUP(buf_release) struct buf out = {0};
    if (change_read(v, a, 1, &t, cell, &fields, &is_delete, NULL) != RC_OK || is_delete)
        return;
    uint32_t all = 0;
    for (size_t i = t->keys; i < t->cols; i++)
        all |= UINT32_C(1) << i;
    change_row_json(&out, t, cell);
    bool is_new = canon_get(v, STR("new")) != NULL; /* a row is written without that mark */
    ASSERT(fields != all || is_new || str_eq(buf_str(&out), v->raw));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str text = str_of((const char *)data, n);
    CLEANUP(arena_freep) struct arena *a = arena_new(16 * 1024 * 1024);
    CLEANUP(buf_release) struct buf out = {0};
    const struct canon *v;
    if (!a || canon_read(text, a, &v, NULL) != RC_OK)
        return 0;
    struct json j = json_to(&out);
    write_again(&j, v);
    ASSERT(str_eq(buf_str(&out), text) && str_eq(v->raw, text));
    if (v->type == CANON_OBJECT)
        change(v, a);
    struct entry_view e;
    if (entry_read(text, a, &e, NULL) == RC_OK && e.changes)
        for (const struct canon *m = e.changes->first; m; m = m->next)
            change(m, a);
    return 0;
}
