/* The generated descriptors: every folded table can be written, replaced, read, listed and emptied through
 * them, and the reads as of a day find what was in force on it. */
#include "fresh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "gen/sql.h"
#include "gen/tables.h"

static enum db_kind kind;

struct world {
    struct fresh fresh;
    struct arena *a;
    struct db *db;
    struct err err;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->fresh = fresh_new(kind);
    w->a = w->fresh.arena;
    w->db = fresh_migrated(&w->fresh);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    db_close(w->db);
    fresh_free(&w->fresh);
    free(w);
    return 0;
}

#define OK(call)                                                                                             \
    do {                                                                                                     \
        if ((call) != RC_OK)                                                                                 \
            fail_msg("%s: %s", #call, w->err.detail);                                                        \
    } while (0)

/* A row whose cells differ from each other; key cells depend on `row` alone, the others on `version` too. */
static void row_fill(struct world *w, const struct table_def *t, int row, int version, struct cell *out)
{
    for (size_t i = 0; i < t->cols; i++) {
        int v = t->col[i].is_key ? row * 100 + (int)i : row * 100 + (int)i + version * 10000;
        out[i] = (struct cell){.type = t->col[i].type};
        if (i == 0)
            out[i].i = 7;
        else if (out[i].type == DB_INT)
            out[i].i = v;
        else if (!t->col[i].is_null || version != 2)
            out[i].s = arena_printf(w->a, "%s%d", out[i].type == DB_BLOB ? "\xFF" : "值", v);
    }
}

static bool cells_equal(const struct cell *a, const struct cell *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (a[i].type != b[i].type || a[i].i != b[i].i || !str_eq(a[i].s, b[i].s))
            return false;
    return true;
}

static void check_table(struct world *w, const struct table_def *t)
{
    struct cell cell[2][TABLE_COLUMNS_MAX];
    struct db_rows rows;
    bool has_one_row = t->keys == 1; /* tenant_id alone */
    for (int row = 0; row < (has_one_row ? 1 : 2); row++) {
        row_fill(w, t, row, 1, cell[row]);
        OK(db_run(w->db, w->a, t->put, cell[row], &rows, &w->err));
        row_fill(w, t, row, 2, cell[row]);
        OK(db_run(w->db, w->a, t->put, cell[row], &rows, &w->err));
        OK(db_run(w->db, w->a, t->get, cell[row], &rows, &w->err));
        assert_int_equal(rows.rows, 1);
        assert_true(cells_equal(rows.cell, cell[row], t->cols));
    }
    OK(db_run(w->db, w->a, t->scan, cell[0], &rows, &w->err));
    assert_int_equal(rows.rows, has_one_row ? 1 : 2);
    for (size_t row = 0; row < rows.rows; row++)
        assert_true(cells_equal(rows.cell + row * t->cols, cell[row], t->cols));
    OK(db_run(w->db, w->a, t->del, cell[0], &rows, &w->err));
    assert_int_equal(rows.changed, 1);
    OK(db_run(w->db, w->a, t->get, cell[0], &rows, &w->err));
    assert_int_equal(rows.rows, 0);
    OK(db_run(w->db, w->a, t->scan, cell[0], &rows, &w->err));
    assert_int_equal(rows.rows, has_one_row ? 0 : 1);
}

static void every_folded_table_goes_round(void **state)
{
    struct world *w = *state;
    size_t folded = 0;
    for (size_t i = 0; i < TABLES_COUNT; i++) {
        const struct table_def *t = TABLES[i];
        if (t->cls != TABLE_FOLDED) {
            assert_null(t->put);
            continue;
        }
        folded++;
        assert_ptr_equal(table_by_object(t->object), t);
        check_table(w, t);
    }
    assert_true(folded > 10);
    assert_null(table_by_object(STR("entry")));
    assert_null(table_by_object(STR("no_such")));
}

static void descriptors_say_what_the_migration_says(void **state)
{
    (void)state;
    assert_int_equal(table_person.col[2].cls, FIELD_PRIVATE);
    assert_true(str_eq(table_person.col[2].name, STR("name_commit")));
    assert_true(str_eq(table_person.col[2].field, STR("name")));
    assert_true(table_person.col[3].is_null && !table_person.col[2].is_null);
    assert_int_equal(table_account.col[2].cls, FIELD_INTERNAL);
    assert_int_equal(table_organ.col[2].cls, FIELD_PUBLIC);
    assert_int_equal(table_measure_value.keys, 6);
    assert_true(table_entry.is_frozen && !table_log_head.is_frozen && !table_organ.is_frozen);
}

static void put(struct world *w, const struct table_def *t, const struct cell *cell)
{
    struct db_rows rows;
    OK(db_run(w->db, w->a, t->put, cell, &rows, &w->err));
}

static void organ(struct world *w, struct organ_row row)
{
    struct cell cell[ORGAN_COLUMNS];
    organ_row_cells(&row, cell);
    put(w, &table_organ, cell);
    struct organ_row back;
    organ_row_read(cell, &back);
    assert_true(back.organ_id == row.organ_id && back.closed_day == row.closed_day &&
                str_eq(back.code, row.code));
}

static void organ_name(struct world *w, int64_t organ_id, int64_t from_day, const char *name)
{
    struct cell cell[ORGAN_NAME_COLUMNS];
    organ_name_row_cells(&(struct organ_name_row){.tenant_id = 1,
                                                  .organ_id = organ_id,
                                                  .from_day = from_day,
                                                  .name = str_c(name),
                                                  .short_name = str_c(name)},
                         cell);
    put(w, &table_organ_name, cell);
}

static struct str names_on(struct world *w, int64_t day)
{
    struct sql_organ_list_rows rows;
    OK(sql_organ_list(w->db, w->a, 1, day, &rows, &w->err));
    struct str out = STR("");
    for (size_t i = 0; i < rows.n; i++)
        out = arena_printf(w->a, "%.*s%.*s(%d,%.*s) ", STR_ARG(out), STR_ARG(rows.row[i].name),
                           (int)rows.row[i].parent_id, STR_ARG(rows.row[i].class_code));
    return out;
}

static void organs_are_as_they_were_on_the_day(void **state)
{
    struct world *w = *state;
    organ(w, (struct organ_row){.tenant_id = 1,
                                .organ_id = 1,
                                .code = STR("A"),
                                .kind = STR("unit"),
                                .official_order = 2,
                                .opened_day = 20200101});
    organ(w, (struct organ_row){.tenant_id = 1,
                                .organ_id = 2,
                                .code = STR("B"),
                                .kind = STR("unit"),
                                .official_order = 1,
                                .opened_day = 20200101,
                                .closed_day = 20241231});
    organ(w, (struct organ_row){.tenant_id = 2,
                                .organ_id = 1,
                                .code = STR("C"),
                                .kind = STR("unit"),
                                .official_order = 1,
                                .opened_day = 20200101});
    organ_name(w, 1, 20200101, "环保局");
    organ_name(w, 1, 20250101, "生态环境局");
    organ_name(w, 2, 20200101, "农办");
    struct cell cell[ORGAN_PARENT_COLUMNS];
    organ_parent_row_cells(
        &(struct organ_parent_row){.tenant_id = 1, .organ_id = 1, .from_day = 20240101, .parent_id = 2},
        cell);
    put(w, &table_organ_parent, cell);
    struct cell class_cell[ORGAN_CLASS_COLUMNS];
    organ_class_row_cells(&(struct organ_class_row){.tenant_id = 1,
                                                    .organ_id = 1,
                                                    .from_day = 20250101,
                                                    .class_code = STR("gov"),
                                                    .class_name = STR("政府部门")},
                          class_cell);
    put(w, &table_organ_class, class_cell);
    assert_string_equal(names_on(w, 20191231).p, "");
    assert_string_equal(names_on(w, 20231231).p, "农办(0,) 环保局(0,) ");
    assert_string_equal(names_on(w, 20241231).p, "农办(0,) 环保局(2,) ");
    assert_string_equal(names_on(w, 20250101).p, "生态环境局(2,gov) ");
    struct sql_organ_get_row row;
    bool found;
    OK(sql_organ_get(w->db, w->a, 1, 20250101, 2, &row, &found, &w->err)); /* closed, but it has a name */
    assert_true(found && str_eq(row.name, STR("农办")));
    OK(sql_organ_get(w->db, w->a, 1, 20191231, 2, &row, &found, &w->err));
    assert_false(found);
}

static void a_login_is_unique_in_its_tenant(void **state)
{
    struct world *w = *state;
    struct account_row row = {.tenant_id = 1, .account_id = 1, .login = STR("li"), .lang = STR("zh-CN")};
    struct cell cell[ACCOUNT_COLUMNS];
    struct db_rows rows;
    account_row_cells(&row, cell);
    put(w, &table_account, cell);
    row.account_id = 2;
    account_row_cells(&row, cell);
    assert_int_equal(db_run(w->db, w->a, table_account.put, cell, &rows, &w->err), RC_CONFLICT);
    row.tenant_id = 2;
    account_row_cells(&row, cell);
    put(w, &table_account, cell);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(every_folded_table_goes_round),
        T(descriptors_say_what_the_migration_says),
        T(organs_are_as_they_were_on_the_day),
        T(a_login_is_unique_in_its_tenant),
    };
    int failed = cmocka_run_group_tests_name("SQLite", tests, NULL, NULL);
    kind = DB_POSTGRES;
    if (fresh_has(kind))
        failed += cmocka_run_group_tests_name("PostgreSQL", tests, NULL, NULL);
    return failed;
}
