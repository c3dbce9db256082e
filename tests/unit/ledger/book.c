#include "book.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

enum db_kind KIND_SQLITE = DB_SQLITE, KIND_POSTGRES = DB_POSTGRES;

struct book *book_new(enum db_kind kind)
{
    struct book *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->fresh = fresh_new(kind);
    b->db = fresh_migrated(&b->fresh);
    b->a = arena_new(0);
    (void)snprintf(b->keys, sizeof b->keys, "/tmp/kc-keys.XXXXXX");
    assert_non_null(mkdtemp(b->keys));
    OK(ledger_open(b->keys, STR(ORIGIN), TENANT, &b->l, &err));
    return b;
}

void book_free(struct book *b)
{
    static const char *const file[] = {"log.key", "log.vkey", "vault.key"};
    for (size_t i = 0; i < COUNT_OF(file); i++)
        (void)unlink(arena_printf(b->a, "%s/%s", b->keys, file[i]).p);
    (void)rmdir(b->keys);
    db_close(b->db);
    ledger_close(b->l);
    arena_free(b->a);
    fresh_free(&b->fresh);
    free(b);
}

void book_begin(struct book *b)
{
    OK(db_begin(b->db, &err));
    b->cs = (struct change_set){.db = b->db, .arena = b->a, .tenant = TENANT, .vault = ledger_vault(b->l)};
}

struct receipt book_end(struct book *b, struct str kind, struct str idem)
{
    CLEANUP(buf_release) struct buf changes = {0};
    struct receipt r = {0};
    change_json(&b->cs, &changes);
    struct entry e = {.actor = 7,
                      .at_ms = INT64_C(1795000000000),
                      .kind = kind,
                      .role = STR("office"),
                      .object = STR("organ/1"),
                      .idem = idem,
                      .input = STR("{\"a\":1}"),
                      .changes = buf_str(&changes)};
    OK(ledger_append(b->l, b->db, b->a, &e, &r, &err));
    if (idem.n)
        OK(sql_idem_add(b->db, b->a, TENANT, idem, r.seq, STR("/done"), &err));
    return r;
}

struct receipt book_commit(struct book *b, struct str kind, struct str idem)
{
    struct receipt r = book_end(b, kind, idem);
    OK(db_commit(b->db, &err));
    return r;
}

void put_organ(struct book *b, int64_t id, struct str code, int64_t order)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    struct organ_row row = {.tenant_id = TENANT,
                            .organ_id = id,
                            .code = code,
                            .kind = STR("bureau"),
                            .official_order = order,
                            .opened_day = 20200101};
    organ_row_cells(&row, cell);
    OK(change_put(&b->cs, &table_organ, cell, &err));
}

void put_value(struct book *b, int64_t organ, struct str period, int64_t value, struct str label)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    struct measure_value_row row = {.tenant_id = TENANT,
                                    .scheme_id = 1,
                                    .organ_id = organ,
                                    .measure = STR("m.一"),
                                    .period = period,
                                    .digits = 2,
                                    .value = value,
                                    .label = label,
                                    .import_id = 3};
    measure_value_row_cells(&row, cell);
    OK(change_put(&b->cs, &table_measure_value, cell, &err));
}

void put_alias(struct book *b, int64_t organ, struct str alias)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    struct organ_alias_row row = {.tenant_id = TENANT, .organ_id = organ, .alias = alias};
    organ_alias_row_cells(&row, cell);
    OK(change_put(&b->cs, &table_organ_alias, cell, &err));
}

void put_person(struct book *b, int64_t id, struct str name, struct str phone)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    struct person_row row = {.tenant_id = TENANT, .person_id = id, .from_day = 20260101};
    person_row_cells(&row, cell);
    OK(change_private(&b->cs, &table_person, cell, STR("name"), id, name, &err));
    OK(change_private(&b->cs, &table_person, cell, STR("phone"), id, phone, &err));
    OK(change_put(&b->cs, &table_person, cell, &err));
}

struct str book_checkpoint(struct book *b)
{
    struct str note = {0};
    OK(db_begin(b->db, &err));
    OK(ledger_checkpoint(b->l, b->db, b->a, &note, &err));
    OK(db_commit(b->db, &err));
    return note;
}

void book_fill(struct book *b, int n)
{
    OK(db_begin(b->db, &err));
    for (int end = b->acts + n; b->acts < end; b->acts++) {
        int i = b->acts;
        b->cs =
            (struct change_set){.db = b->db, .arena = b->a, .tenant = TENANT, .vault = ledger_vault(b->l)};
        put_organ(b, i % 5 + 1, arena_printf(b->a, "code-%d", i % 5), i);
        if (i % 3 == 0)
            put_value(b, i % 5 + 1, arena_printf(b->a, "2026-%02d", i % 12 + 1), i * 100,
                      STR("{\"basis\":\"台账\"}"));
        if (i == 1)
            put_person(b, 1, STR("王小明"), STR("13800000000"));
        if (i == 2)
            put_alias(b, 2, STR("发改委"));
        (void)book_end(b, STR("organ.rename"), i % 2 ? arena_printf(b->a, "idem-%d", i) : (struct str){0});
    }
    OK(db_commit(b->db, &err));
    (void)book_checkpoint(b);
}

/* ---- verifying ---- */

struct ledger_report book_verify(struct book *b)
{
    struct ledger_report r = {.found.arena = b->a};
    OK(ledger_verify(b->fresh.url, b->l, NULL, &r, &err));
    return r;
}

bool report_has(const struct ledger_report *r, const char *text)
{
    for (size_t i = 0; i < r->found.n; i++)
        if (strcmp(r->found.item[i].text, text) == 0)
            return true;
    return false;
}

void report_print(const struct ledger_report *r)
{
    for (size_t i = 0; i < r->found.n; i++) {
        const struct problem *p = &r->found.item[i];
        print_message("%s [%.*s] [%.*s] [%.*s] [%.*s]\n", p->text, STR_ARG(p->arg[0]), STR_ARG(p->arg[1]),
                      STR_ARG(p->arg[2]), STR_ARG(p->arg[3]));
    }
}

/* ---- tampering ---- */

/* SQLite's guards sit in our connection: a plain one has none. */
static void sqlite_exec(struct book *b, const char *sql)
{
    sqlite3 *file;
    char *message = NULL;
    assert_int_equal(sqlite3_open(arena_printf(b->a, "%s/kc.db", b->fresh.dir).p, &file), SQLITE_OK);
    if (sqlite3_exec(file, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
    assert_int_equal(sqlite3_close(file), SQLITE_OK);
}

void tamper(struct book *b, const char *fmt, ...)
{
    char sql[16384];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(sql, sizeof sql, fmt, ap);
    va_end(ap);
    assert_in_range(n, 1, sizeof sql - 1);
    if (b->fresh.kind == DB_SQLITE)
        sqlite_exec(b, sql);
    else
        OK(raw(b->db, b->a, sql, &err));
}

int64_t count_of(struct book *b, const char *table)
{
    return raw_number(b->db, b->a, arena_printf(b->a, "SELECT count(*) AS n FROM %s", table).p);
}

static struct cell read_value(struct book *b, const char *column, enum db_type type, const char *from_where)
{
    const char *sql = arena_printf(b->a, "SELECT %s AS v FROM %s", column, from_where).p;
    static const char *const name = "v";
    struct sql_statement st = {.name = sql,
                               .sqlite = sql,
                               .postgres = sql,
                               .gives = SQL_ONE,
                               .col = &type,
                               .col_name = &name,
                               .cols = 1,
                               .slot = SQL_UNCACHED};
    struct db_rows rows;
    OK(db_run(b->db, b->a, &st, NULL, &rows, &err));
    assert_int_equal(rows.rows, 1);
    return rows.cell[0];
}

size_t value_bits(struct book *b, const char *column, const char *from_where)
{
    return 8 * (size_t)raw_number(b->db, b->a,
                                  arena_printf(b->a, "SELECT length(%s) AS n FROM %s", column, from_where).p);
}

void flip_bit(struct book *b, const char *column, bool is_text, const char *table, const char *where,
              size_t bit)
{
    struct cell c =
        read_value(b, column, is_text ? DB_TEXT : DB_BLOB, arena_printf(b->a, "%s WHERE %s", table, where).p);
    bool is_sqlite = b->fresh.kind == DB_SQLITE;
    CLEANUP(buf_release) struct buf sql = {0};
    buf_printf(&sql, "UPDATE %s SET %s = %s", table, column,
               is_text ? (is_sqlite ? "CAST(X'" : "convert_from('\\x") : (is_sqlite ? "X'" : "'\\x"));
    for (size_t i = 0; i < c.s.n; i++)
        buf_printf(&sql, "%02x", (unsigned char)c.s.p[i] ^ (i == bit / 8 ? 1U << bit % 8 : 0));
    buf_put(&sql, !is_text ? STR("'") : is_sqlite ? STR("' AS TEXT)") : STR("', 'UTF8')"));
    buf_printf(&sql, " WHERE %s", where);
    assert_false(sql.failed);
    tamper(b, "%.*s", STR_ARG(buf_str(&sql)));
}
