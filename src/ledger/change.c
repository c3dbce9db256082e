/* One place writes folded tables, through the statements that the generator made for each of them, so what is
 * noted and what is done cannot part. */
#include "ledger/change.h"

#include "text/nfc.h"

/* ---- cells ---- */

bool cell_eq(struct cell a, struct cell b)
{
    return a.type == b.type && (a.type == DB_INT ? a.i == b.i : str_eq(a.s, b.s));
}

static uint32_t bit(size_t i) { return UINT32_C(1) << i; }

static uint32_t fields_all(const struct table_def *t)
{
    uint32_t keys = t->keys == TABLE_COLUMNS_MAX ? UINT32_MAX : bit(t->keys) - 1;
    return (t->cols == TABLE_COLUMNS_MAX ? UINT32_MAX : bit(t->cols) - 1) & ~keys;
}

static const struct cell *cells_copy(struct arena *a, const struct table_def *t, const struct cell *row)
{
    struct cell *copy = ARENA_ARRAY(a, struct cell, t->cols);
    memcpy(copy, row, t->cols * sizeof *row);
    for (size_t i = 0; i < t->cols; i++)
        if (copy[i].type != DB_INT)
            copy[i].s = arena_str(a, copy[i].s);
    return copy;
}

static size_t column_of(const struct table_def *t, struct str field)
{
    size_t i = 0;
    while (i < t->cols && !str_eq(t->col[i].field, field))
        i++;
    return i;
}

/* ---- writing ---- */

static void add(struct change_set *cs, struct change change)
{
    struct change *c = ARENA_NEW(cs->arena, struct change);
    *c = change;
    if (cs->last)
        cs->last->next = c;
    else
        cs->first = c;
    cs->last = c;
    cs->n++;
}

/* What the row must be, whoever calls: a folded table of this tenant, cells of the column's type, and in a
 * private column nothing but a commitment. */
static void row_check(const struct change_set *cs, const struct table_def *t, const struct cell *row,
                      size_t cols)
{
    ASSERT(t->cls == TABLE_FOLDED && t->cols <= TABLE_COLUMNS_MAX);
    ASSERT(row[0].i == cs->tenant);
    for (size_t i = 0; i < cols; i++) {
        ASSERT(row[i].type == t->col[i].type);
        ASSERT(t->col[i].cls != FIELD_PRIVATE || row[i].s.n == 0 || row[i].s.n == 32);
    }
}

/* Text is kept in one spelling, whoever wrote it: what entries say and what is looked up agree byte by byte.
 */
static const struct cell *one_spelling(struct arena *a, const struct table_def *t, const struct cell *row)
{
    struct cell *cell = ARENA_ARRAY(a, struct cell, t->cols);
    for (size_t i = 0; i < t->cols; i++) {
        cell[i] = row[i];
        if (row[i].type == DB_TEXT)
            cell[i].s = text_nfc(a, row[i].s);
    }
    return cell;
}

enum rc change_put(struct change_set *cs, const struct table_def *t, const struct cell *row, struct err *err)
{
    row_check(cs, t, row, t->cols);
    row = one_spelling(cs->arena, t, row);
    struct db_rows old, done;
    enum rc rc = db_run(cs->db, cs->arena, t->get, row, &old, err);
    if (rc)
        return rc;
    uint32_t fields = 0;
    for (size_t i = t->keys; i < t->cols; i++)
        if (old.rows == 0 || !cell_eq(old.cell[i], row[i]))
            fields |= bit(i);
    if (old.rows && !fields)
        return RC_OK;
    rc = db_run(cs->db, cs->arena, t->put, row, &done, err);
    if (rc == RC_OK)
        add(cs, (struct change){.table = t,
                                .is_new = old.rows == 0,
                                .fields = fields,
                                .cell = cells_copy(cs->arena, t, row),
                                .before = old.rows ? old.cell : NULL});
    return rc;
}

enum rc change_delete(struct change_set *cs, const struct table_def *t, const struct cell *key,
                      struct err *err)
{
    row_check(cs, t, key, t->keys);
    struct db_rows old, done;
    enum rc rc = db_run(cs->db, cs->arena, t->get, key, &old, err);
    if (rc)
        return rc;
    if (old.rows == 0) {
        (void)FAIL(err, RC_NOT_FOUND, "ledger.row_not_found", "%.*s", STR_ARG(t->name));
        (void)err_arg(err, 0, t->object);
        return RC_NOT_FOUND;
    }
    rc = db_run(cs->db, cs->arena, t->del, key, &done, err);
    if (rc == RC_OK)
        add(cs, (struct change){.table = t, .is_delete = true, .cell = old.cell, .before = old.cell});
    return rc;
}

/* ---- private fields ---- */

/* Where the value lies: keys as text, '/' between them; a '/' or '%' within a key is written %2F, %25. */
static struct vault_place place_of(struct arena *a, const struct table_def *t, const struct cell *row,
                                   struct str field)
{
    CLEANUP(buf_release) struct buf id = {0};
    for (size_t i = 1; i < t->keys; i++) {
        if (i > 1)
            buf_putc(&id, '/');
        if (t->col[i].type == DB_INT)
            buf_put_i64(&id, row[i].i);
        else
            for (size_t k = 0; k < row[i].s.n; k++) {
                char c = row[i].s.p[k];
                buf_put(&id, c == '/' ? STR("%2F") : c == '%' ? STR("%25") : str_of(&c, 1));
            }
    }
    ASSERT(!id.failed);
    return (struct vault_place){t->object, arena_str(a, buf_str(&id)), field};
}

enum rc change_private(struct change_set *cs, const struct table_def *t, struct cell *row, struct str field,
                       int64_t person, struct str plain, struct err *err)
{
    size_t col = column_of(t, field);
    ASSERT(cs->vault && col < t->cols && t->col[col].cls == FIELD_PRIVATE);
    struct vault_place place = place_of(cs->arena, t, row, field);
    row[col] = (struct cell){.type = DB_BLOB};
    if (plain.n == 0)
        return vault_erase(cs->vault, cs->db, cs->arena, place, err);
    struct db_rows old;
    enum rc rc = db_run(cs->db, cs->arena, t->get, row, &old, err);
    if (rc)
        return rc;
    struct str before;
    if (old.rows && old.cell[col].s.n) {
        rc = vault_get(cs->vault, cs->db, cs->arena, place, old.cell[col].s, &before, err);
        if (rc == RC_OK && str_eq(before, plain)) {
            row[col].s = old.cell[col].s;
            return RC_OK;
        }
        if (rc != RC_OK && rc != RC_NOT_FOUND && rc != RC_INVALID) /* erased or damaged: written anew */
            return rc;
    }
    return vault_put(cs->vault, cs->db, cs->arena, place, person, plain, &row[col].s, err);
}

enum rc change_private_read(const struct vault *v, struct db *db, struct arena *a, const struct table_def *t,
                            const struct cell *row, struct str field, struct str *ret, struct err *err)
{
    size_t col = column_of(t, field);
    ASSERT(col < t->cols && t->col[col].cls == FIELD_PRIVATE);
    if (row[col].s.n == 0) {
        *ret = (struct str){0};
        return RC_OK;
    }
    return vault_get(v, db, a, place_of(a, t, row, field), row[col].s, ret, err);
}

/* ---- canonical JSON ---- */

static void put_cell(struct json *j, struct cell c)
{
    if (c.type == DB_INT && c.i >= -JSON_INT_MAX && c.i <= JSON_INT_MAX) {
        json_int(j, c.i);
    } else if (c.type == DB_INT) {
        char digits[24];
        struct buf b = {.p = digits, .cap = sizeof digits};
        buf_put_i64(&b, c.i);
        json_object(j);
        json_key(j, STR("i"));
        json_str(j, buf_str(&b));
        json_object_end(j);
    } else if (c.s.n == 0) {
        json_null(j);
    } else if (c.type == DB_TEXT) {
        json_str(j, c.s);
    } else {
        json_hex(j, c.s);
    }
}

/* The columns of the mask as an object, ascending by stable name as canonical JSON has it. */
static void put_fields(struct json *j, const struct table_def *t, const struct cell *row, uint32_t mask)
{
    json_object(j);
    while (mask) {
        size_t least = TABLE_COLUMNS_MAX;
        for (size_t i = 0; i < t->cols; i++)
            if (mask & bit(i) &&
                (least == TABLE_COLUMNS_MAX || str_cmp(t->col[i].field, t->col[least].field) < 0))
                least = i;
        mask &= ~bit(least);
        json_key(j, t->col[least].field);
        put_cell(j, row[least]);
    }
    json_object_end(j);
}

static void put_change(struct json *j, const struct change *c)
{
    const struct table_def *t = c->table;
    json_object(j);
    if (c->is_delete) {
        json_key(j, STR("del"));
        json_int(j, 1);
    }
    json_key(j, STR("k"));
    put_fields(j, t, c->cell, (bit(t->keys) - 1) & ~UINT32_C(1));
    if (c->is_new) {
        json_key(j, STR("new"));
        json_int(j, 1);
    }
    json_key(j, STR("o"));
    json_str(j, t->object);
    if (!c->is_delete) {
        json_key(j, STR("set"));
        put_fields(j, t, c->cell, c->fields);
    }
    json_object_end(j);
}

void change_json(const struct change_set *cs, struct buf *out)
{
    struct json j = json_to(out);
    json_array(&j);
    for (const struct change *c = cs->first; c; c = c->next)
        put_change(&j, c);
    json_array_end(&j);
}

void change_row_json(struct buf *out, const struct table_def *t, const struct cell *row)
{
    struct json j = json_to(out);
    put_change(&j, &(struct change){.table = t, .fields = fields_all(t), .cell = row});
}

/* ---- reading ---- */

static enum rc malformed(struct err *err, const char *what, struct str name)
{
    (void)FAIL(err, RC_INVALID, "ledger.change_malformed", "%s %.*s", what, STR_ARG(name));
    return err_arg(err, 0, name);
}

static bool read_cell(const struct canon *v, struct arena *a, struct cell *ret)
{
    if (ret->type == DB_INT) {
        const struct canon *big = canon_get(v, STR("i"));
        ret->i = v->i;
        return v->type == CANON_INT ||
               (big && v->n == 1 && big->type == CANON_TEXT && str_to_i64(big->s, &ret->i) &&
                (ret->i > JSON_INT_MAX || ret->i < -JSON_INT_MAX));
    }
    if (v->type == CANON_NULL)
        return true;
    ret->s = v->s;
    return v->type == CANON_TEXT && v->s.n && (ret->type == DB_TEXT || canon_hex(v->s, a, &ret->s));
}

static enum rc read_fields(const struct canon *from, struct arena *a, const struct table_def *t,
                           bool are_keys, struct cell *cell, uint32_t *ret_fields, struct err *err)
{
    if (!from || from->type != CANON_OBJECT)
        return malformed(err, "no object for", t->object);
    for (const struct canon *m = from->first; m; m = m->next) {
        size_t col = column_of(t, m->key);
        if (col == 0 || col >= t->cols || (col < t->keys) != are_keys)
            return malformed(err, "unknown field", m->key);
        if (!read_cell(m, a, &cell[col]))
            return malformed(err, "wrong value of", m->key);
        *ret_fields |= bit(col);
    }
    return RC_OK;
}

/* A mark is 1 or not there. */
static bool is_one(const struct canon *v) { return !v || (v->type == CANON_INT && v->i == 1); }

enum rc change_read(const struct canon *v, struct arena *a, int64_t tenant,
                    const struct table_def **ret_table, struct cell *cell, uint32_t *ret_fields,
                    bool *ret_delete, struct err *err)
{
    struct str object = canon_text(v, STR("o"));
    const struct table_def *t = table_by_object(object);
    const struct canon *del = canon_get(v, STR("del")), *set = canon_get(v, STR("set"));
    const struct canon *new = canon_get(v, STR("new"));
    if (!t)
        return malformed(err, "unknown object", object);
    if (v->n != (new ? 4U : 3U) || (del != NULL) == (set != NULL) || (del && new) || !is_one(del) ||
        !is_one(new))
        return malformed(err, "members of", object);
    memset(cell, 0, t->cols * sizeof *cell);
    for (size_t i = 0; i < t->cols; i++)
        cell[i].type = t->col[i].type;
    cell[0].i = tenant;
    uint32_t keys = 1, fields = 0;
    enum rc rc = read_fields(canon_get(v, STR("k")), a, t, true, cell, &keys, err);
    if (rc == RC_OK && keys != bit(t->keys) - 1)
        rc = malformed(err, "keys missing of", object);
    if (rc == RC_OK && set)
        rc = read_fields(set, a, t, false, cell, &fields, err);
    if (rc)
        return rc;
    *ret_table = t;
    *ret_fields = fields;
    *ret_delete = del != NULL;
    return RC_OK;
}
