#include "town.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/date.h"
#include "db/table.h"
#include "gen/sql.h"

#define CALLS_MAX 1000 /* no act of the tests needs as many */

const struct str TOWN_SCHEME =
    STR_INIT("scheme: town\n"
             "title: 镇考评\n"
             "version: \"1\"\n"
             "year: 2026\n"
             "window: {every: month}\n"
             "rounding: {place: displayed, mode: half_up, digits: 2}\n"
             "missing: zero\n"
             "measures:\n"
             "  - {id: ontime, name: 按期率, unit: \"%\", decimals: 2}\n"
             "  - {id: quarterly, name: 季度数, decimals: 1, per: quarter}\n"
             "  - id: poll\n"
             "    name: 评议票\n"
             "    kind: ballots\n"
             "    groups: [群众, 企业]\n"
             "    levels:\n"
             "      - {name: 满意, points: 100}\n"
             "      - {name: 不满意, points: 0}\n"
             "  - {id: peers, name: 互评, kind: ballots, decimals: 1}\n"
             "  - {id: merits, name: 加减分, kind: events, decimals: 1}\n"
             "classes:\n"
             "  - {id: all, name: 全部, units: [甲局, 乙局, 丙县]}\n"
             "tree:\n"
             "  - {id: leaf, name: 按期, points: 100, measure: ontime, method: direct, "
             "out_of: 100}\n"
             "  - id: plus\n"
             "    name: 加减\n"
             "    role: extra\n"
             "    measure: merits\n"
             "    method: plus_minus\n"
             "    cap: 5\n"
             "    floor: -5\n"
             "    items:\n"
             "      - {id: praise, name: 表彰, points: 1}\n"
             "      - {id: blame, name: 通报, least: -3, most: 0}\n");

struct actor town_system(void) { return (struct actor){.tenant_id = TENANT, .role = ROLE_SYSTEM}; }

enum rc town_act(struct town *t, struct actor actor, const struct act_def *def, const void *input,
                 struct act_receipt *ret, struct err *err)
{
    struct act_call call = {
        .def = def, .actor = actor, .target = {.organ_id = actor.organ_id}, .input = input};
    return kernel_act(t->w->k, &call, t->a, ret, err);
}

struct db *town_look(struct town *t)
{
    OK(kernel_read_begin(t->w->k, 0, &t->db, &err));
    return t->db;
}

void town_done(struct town *t)
{
    kernel_read_end(t->w->k, 0);
    t->db = NULL;
}

/* ---- making one ---- */

static void register_organs(struct town *t)
{
    static const struct str alias = STR_INIT("老乙");
    const struct organ_draft draft[] = {
        {.code = STR("T0"), .kind = STR("city"), .name = STR("某某镇"), .short_name = STR("镇")},
        {.code = STR("T1"),
         .kind = STR("unit"),
         .name = STR("某某镇甲局"),
         .short_name = STR("甲局"),
         .parent_code = STR("T0"),
         .class_code = STR("all"),
         .class_name = STR("全部")},
        {.code = STR("T2"),
         .kind = STR("unit"),
         .name = STR("某某镇乙局"),
         .short_name = STR("乙局"),
         .alias = &alias,
         .aliases = 1,
         .parent_code = STR("T0")},
        {.code = STR("T3"),
         .kind = STR("county"),
         .name = STR("某某丙县"),
         .short_name = STR("丙县"),
         .parent_code = STR("T0")}};
    struct organ_register input = {draft, COUNT_OF(draft)};
    struct act_receipt r;
    struct organ_book book;
    OK(town_act(t, town_system(), &act_organ_register, &input, &r, &err));
    LOOK(t, organ_book_load(t->db, t->a, TENANT, date_day_of(t->w->now_ms), &book, &err));
    assert_int_equal(book.n, COUNT_OF(t->organ));
    for (size_t i = 0; i < book.n; i++)
        t->organ[i] = book.organ[i].organ_id;
}

struct town *town_new(enum db_kind kind)
{
    struct town *t = calloc(1, sizeof *t);
    assert_non_null(t);
    t->w = works_new(kind);
    t->a = t->w->a;
    struct act_receipt r;
    struct tenant_found found = {STR("某某镇")};
    struct problems problems = {.arena = t->a};
    struct scheme_adopt adopt = {.text = TOWN_SCHEME, .problems = &problems};
    OK(town_act(t, town_system(), &act_tenant_found, &found, &r, &err));
    register_organs(t);
    t->office = (struct actor){.tenant_id = TENANT, .role = ROLE_PERF_OFFICE};
    t->office.account_id = town_open_account(t, "office", 0, ROLE_PERF_OFFICE, (struct str){0});
    t->liaison = (struct actor){.tenant_id = TENANT, .organ_id = t->organ[2], .role = ROLE_LIAISON};
    t->liaison.account_id = town_open_account(t, "liaison", t->organ[2], ROLE_LIAISON, (struct str){0});
    struct err err = {0};
    if (town_act(t, t->office, &act_scheme_adopt, &adopt, &r, &err) != RC_OK)
        fail_msg("the town's scheme: %s, line %d: %s", err.text, problems.item[0].line,
                 problems.item[0].text);
    return t;
}

void town_free(struct town *t)
{
    works_free(t->w);
    free(t);
}

/* ---- what is done in it ---- */

struct account town_account(struct town *t, const char *login)
{
    struct account account = {0};
    LOOK(t, account_by_login(t->db, t->a, TENANT, str_c(login), date_day_of(t->w->now_ms), &account, &err));
    return account;
}

int64_t town_open_account(struct town *t, const char *login, int64_t organ_id, enum role role,
                          struct str password)
{
    struct act_receipt r;
    struct account_open open = {.login = str_c(login), .label = str_c(login), .organ_id = organ_id};
    struct role_change grant = {str_c(login), role};
    int64_t id = 0;
    if (password.n)
        OK(password_hash(t->a, password, &open.password_hash, &err));
    OK(town_act(t, town_system(), &act_account_open, &open, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    OK(town_act(t, town_system(), &act_role_grant, &grant, &r, &err));
    return id;
}

struct intake *town_read(struct town *t, struct actor actor, const char *csv)
{
    static const struct intake_answer missing[] = {{STR_INIT("missing-3"), STR_INIT("missing")},
                                                   {STR_INIT("missing-4"), STR_INIT("missing")}};
    struct intake *in = ARENA_NEW(t->a, struct intake);
    *in = (struct intake){.given = {.kind = STR("values"),
                                    .bytes = arena_str(t->a, str_c(csv)),
                                    .file_name = STR("表.csv"),
                                    .scheme_code = TOWN_CODE,
                                    .answer = missing,
                                    .answers = COUNT_OF(missing)},
                          .a = t->a,
                          .actor = actor,
                          .day = date_day_of(t->w->now_ms),
                          .now_ms = t->w->now_ms,
                          .ledger = kernel_ledger(t->w->k)};
    LOOK(t, intake_read(in, t->db, &err));
    return in;
}

enum rc town_import(struct town *t, const char *csv, struct problems *problems, int64_t *ret, struct err *err)
{
    struct act_receipt r;
    struct intake_confirm input = {.ready = town_read(t, t->office, csv)};
    enum rc rc = town_act(t, t->office, &act_value_import, &input, &r, err);
    if (problems)
        *problems = *input.ready->problems;
    if (rc != RC_OK)
        return rc;
    int64_t id = 0;
    assert_true(str_to_i64(r.answer, &id));
    assert_int_equal(id, r.seq); /* the number of an import is that of its entry */
    if (ret)
        *ret = id;
    return RC_OK;
}

/* ---- what may and may not be there ---- */

int64_t town_rows(struct town *t)
{
    struct buf sql CLEANUP(buf_release) = {0};
    buf_put(&sql, STR("SELECT 0"));
    for (size_t i = 0; i < TABLES_COUNT; i++)
        if (!str_eq(TABLES[i]->name, STR("schema_migration")))
            buf_printf(&sql, " + (SELECT count(*) FROM %.*s)", STR_ARG(TABLES[i]->name));
    buf_put(&sql, STR(" AS n"));
    buf_putc(&sql, 0);
    assert_false(sql.failed);
    return works_number(t->w, sql.p);
}

int town_try_all_faults(struct town *t, struct actor actor, struct target target, const struct act_def *def,
                        const void *input)
{
    int64_t rows = town_rows(t), entries = works_entries(t->w);
    for (int n = 1;; n++) {
        struct act_def failing = works_failing(def, n);
        struct act_call call = {.def = &failing, .actor = actor, .target = target, .input = input};
        struct act_receipt r;
        struct err err = {0};
        enum rc rc = kernel_act(t->w->k, &call, t->a, &r, &err);
        if (rc == RC_OK) {
            works_calm(t->w);
            assert_int_equal(works_entries(t->w), entries + (def->is_operational ? 0 : 1));
            return n;
        }
        if (rc != RC_DB || n > CALLS_MAX)
            fail_msg("%s, call %d: %s %s", def->name, n, err.text, err.detail);
        assert_int_equal(town_rows(t), rows);
    }
}

/* Bytes as the literal of a BLOB. */
static const char *literal(struct town *t, struct str text)
{
    struct buf b CLEANUP(buf_release) = {0};
    bool is_sqlite = t->w->fresh.kind == DB_SQLITE;
    buf_put(&b, is_sqlite ? STR("x'") : STR("'\\x"));
    for (size_t i = 0; i < text.n; i++)
        buf_printf(&b, "%02x", (unsigned char)text.p[i]);
    buf_put(&b, is_sqlite ? STR("'") : STR("'::bytea"));
    return arena_str(t->a, buf_str(&b)).p;
}

static bool file_has(struct town *t, const char *suffix, struct str text)
{
    const char *name = arena_printf(t->a, "%s/kc.db%s", t->w->fresh.dir, suffix).p;
    FILE *f = fopen(name, "rb");
    if (!f)
        return false;
    struct buf bytes CLEANUP(buf_release) = {0};
    char piece[8192];
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_put(&bytes, str_of(piece, n));
    (void)fclose(f);
    assert_true(bytes.n > 0 && !bytes.failed);
    return memmem(bytes.p, bytes.n, text.p, text.n) != NULL;
}

bool town_knows(struct town *t, struct str text)
{
    static const struct {
        const char *table, *column;
    } place[] = {{"entry", "body"}, {"blob", "bytes"}};
    for (size_t i = 0; i < COUNT_OF(place); i++) {
        struct str where = t->w->fresh.kind == DB_SQLITE
                               ? arena_printf(t->a, "instr(%s, %s)", place[i].column, literal(t, text))
                               : arena_printf(t->a, "position(%s in %s)", literal(t, text), place[i].column);
        if (works_number(t->w, arena_printf(t->a, "SELECT count(*) AS n FROM %s WHERE %.*s > 0",
                                            place[i].table, STR_ARG(where))
                                   .p))
            return true;
    }
    if (t->w->fresh.kind != DB_SQLITE)
        return false;
    return file_has(t, "", text) || file_has(t, "-wal", text);
}
