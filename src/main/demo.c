#include "main/demo.h"

#include "base/date.h"
#include "domain/account.h"
#include "domain/calendar_book.h"
#include "domain/organ.h"
#include "domain/publication.h"
#include "domain/intake.h"
#include "domain/value_import.h"
#include "main/demo_city.h"
#include "main/demo_tasks.h"
#include "main/files.h"
#include "main/procedures.h"
#include "table/sheet.h"
#include "table/table.h"
#include "web/asset.h"

#define DEMO_ORIGIN STR("yunlan.example/kaocheng")
#define CITY STR("云澜市")
#define ORGANS STR("organs.csv")
#define SCHEME STR("scheme-2026.yaml")
#define TASKS STR("tasks.csv")
#define SCHEME_CODE STR("yunlan-2026")

#define LAST_STEP STR("2025 考核结果.csv") /* where it is entered, all is */

/* One post for each role, two for liaisons: one sees the unit that leads, one the unit that is last. */
static const struct {
    struct str login, label, organ; /* organ: short name; n = 0: none */
    enum role role;
} POSTS[] = {
    {STR_INIT("jixiaoban"), STR_INIT("绩效办"), {0}, ROLE_PERF_OFFICE},
    {STR_INIT("xiaonengban"), STR_INIT("效能办"), {0}, ROLE_EFFICIENCY_OFFICE},
    {STR_INIT("duchashi"), STR_INIT("督查室"), {0}, ROLE_SUPERVISION_OFFICE},
    {STR_INIT("lingdao"), STR_INIT("市领导"), {0}, ROLE_LEADER},
    {STR_INIT("zhujianju"), STR_INIT("市住建局·联络员"), STR_INIT("市住建局"), ROLE_LIAISON},
    {STR_INIT("caizhengju"), STR_INIT("市财政局·联络员"), STR_INIT("市财政局"), ROLE_LIAISON},
    {STR_INIT("chuangkou"), STR_INIT("政务大厅·窗口"), STR_INIT("市数据局"), ROLE_WINDOW},
    {STR_INIT("shenji"), STR_INIT("市审计局·审计"), STR_INIT("市审计局"), ROLE_AUDITOR},
    {STR_INIT("sysadmin"), STR_INIT("系统管理员"), {0}, ROLE_SYS_ADMIN},
    {STR_INIT("secadmin"), STR_INIT("安全管理员"), {0}, ROLE_SEC_ADMIN},
    {STR_INIT("auditadmin"), STR_INIT("审计管理员"), {0}, ROLE_AUDIT_ADMIN},
};

struct filling {
    struct house *house;
    struct arena *arena;
    struct actor office;      /* 绩效办, which enters the scheme and the tables */
    struct actor supervision; /* 督查室 */
    struct err *err;
};

static enum rc file_of_city(struct str name, struct str *ret, struct err *err)
{
    const struct asset *asset = asset_find_demo(name);
    if (!asset)
        return FAIL(err, RC_NOT_FOUND, "command.demo_file_missing", "%.*s", STR_ARG(name));
    *ret = asset->raw;
    return RC_OK;
}

/* At a time of the year past. Each act has memory of its own, which goes with it: the year has over a
 * hundred. */
static enum rc act_at(struct filling *f, int64_t at_ms, struct actor actor, const struct act_def *def,
                      struct str key, const void *input, struct act_receipt *ret)
{
    struct arena *own CLEANUP(arena_freep) = arena_new(0);
    ASSERT(own != NULL);
    struct act_call call = {
        .def = def, .actor = actor, .idem = arena_printf(own, "demo:%.*s", STR_ARG(key)), .input = input};
    f->house->now_ms = at_ms;
    enum rc rc = kernel_act(f->house->kernel, &call, own, ret, f->err);
    if (rc == RC_OK)
        ret->answer = arena_str(f->arena, ret->answer);
    return rc;
}

static struct actor program(void) { return (struct actor){.tenant_id = HOUSE_TENANT, .role = ROLE_SYSTEM}; }

/* ---- organs ---- */

/* 代码, 全称, 简称, 别名, 类别, 序, 上级 */
enum { CODE, NAME, SHORT_NAME, ALIAS, CLASS, ORDER, PARENT, ORGAN_COLUMNS };

static struct organ_draft organ_of(struct arena *a, const struct str *cell)
{
    struct organ_draft d = {.code = cell[CODE],
                            .kind = STR("unit"),
                            .name = cell[NAME],
                            .short_name = cell[SHORT_NAME],
                            .class_code = cell[CLASS],
                            .class_name = cell[CLASS],
                            .parent_code = cell[PARENT]};
    if (cell[PARENT].n == 0)
        d.kind = STR("city");
    else if (str_eq(cell[CLASS], STR("区县市")))
        d.kind = STR("county");
    int64_t order = 0;
    if (str_to_i64(cell[ORDER], &order))
        d.official_order = order + 1; /* 0 would mean: as registered */
    struct str rest = cell[ALIAS], piece;
    struct str *alias = ARENA_ARRAY(a, struct str, rest.n + 1);
    while (str_split(&rest, '|', &piece))
        alias[d.aliases++] = piece;
    d.alias = alias;
    return d;
}

static enum rc fill_organs(struct filling *f, struct str csv)
{
    struct problems problems = {.arena = f->arena};
    struct table table;
    struct act_receipt receipt;
    enum rc rc = table_read(f->arena, csv, &table, &problems);
    if (rc != RC_OK || table.cols != ORGAN_COLUMNS)
        return FAIL(f->err, RC_INVALID, "command.demo_file_missing", "organs.csv has %zu columns",
                    table.cols);
    struct organ_draft *draft = ARENA_ARRAY(f->arena, struct organ_draft, table.rows);
    for (size_t i = 0; i < table.rows; i++)
        draft[i] = organ_of(f->arena, table.row[i].cell);
    struct organ_register input = {.draft = draft, .n = table.rows};
    return act_at(f, date_ms(2026, 1, 5, 9, 10), program(), &act_organ_register, STR("organs"), &input,
                  &receipt);
}

/* ---- accounts ---- */

static enum rc organ_called(struct filling *f, struct str name, int64_t *ret)
{
    struct db *db;
    struct organ_book book;
    enum rc rc = kernel_read_begin(f->house->kernel, 0, &db, f->err);
    if (rc == RC_OK)
        rc = organ_book_load(db, f->arena, HOUSE_TENANT, 20260105, &book, f->err);
    kernel_read_end(f->house->kernel, 0);
    const struct organ *organ = rc == RC_OK ? organ_by_name(&book, name) : NULL;
    *ret = organ ? organ->organ_id : 0;
    return rc;
}

static enum rc fill_post(struct filling *f, size_t i, struct str hash)
{
    struct act_receipt receipt;
    struct account_open open = {.login = POSTS[i].login, .label = POSTS[i].label, .password_hash = hash};
    struct role_change grant = {.login = POSTS[i].login, .role = POSTS[i].role};
    int64_t at_ms = date_ms(2026, 1, 5, 9, 30), account_id = 0;
    enum rc rc = organ_called(f, POSTS[i].organ, &open.organ_id);
    if (rc == RC_OK)
        rc = act_at(f, at_ms, program(), &act_account_open, POSTS[i].login, &open, &receipt);
    if (rc == RC_OK && POSTS[i].role == ROLE_PERF_OFFICE && str_to_i64(receipt.answer, &account_id))
        f->office =
            (struct actor){.tenant_id = HOUSE_TENANT, .account_id = account_id, .role = ROLE_PERF_OFFICE};
    if (rc == RC_OK && POSTS[i].role == ROLE_SUPERVISION_OFFICE && str_to_i64(receipt.answer, &account_id))
        f->supervision = (struct actor){
            .tenant_id = HOUSE_TENANT, .account_id = account_id, .role = ROLE_SUPERVISION_OFFICE};
    if (rc == RC_OK)
        rc = act_at(f, at_ms, program(), &act_role_grant, POSTS[i].login, &grant, &receipt);
    return rc;
}

static enum rc fill_accounts(struct filling *f)
{
    struct str hash;
    enum rc rc = password_hash(f->arena, STR(DEMO_PASSWORD), &hash, f->err);
    for (size_t i = 0; i < COUNT_OF(POSTS) && rc == RC_OK; i++)
        rc = fill_post(f, i, hash);
    return rc;
}

/* ---- the scheme and the year ---- */

static enum rc fill_scheme(struct filling *f)
{
    struct problems problems = {.arena = f->arena};
    struct act_receipt receipt;
    struct scheme_adopt input = {.file_name = SCHEME, .problems = &problems};
    enum rc rc = file_of_city(SCHEME, &input.text, f->err);
    if (rc == RC_OK)
        rc = act_at(f, date_ms(2026, 1, 8, 15, 0), f->office, &act_scheme_adopt, STR("scheme"), &input,
                    &receipt);
    return rc;
}

/* The hours of the city: an hour later in the afternoon in summer, as is usual in the south. */
static enum rc fill_hours(struct filling *f)
{
    struct act_receipt receipt;
    struct calendar_set input = {.text = STR("calendar 云澜市机关作息\n"
                                             "week mon-fri\n"
                                             "hours 08:30-12:00 14:30-17:30\n"
                                             "hours 05-01..09-30 08:30-12:00 15:00-18:00\n")};
    return act_at(f, date_ms(2026, 1, 9, 10, 0), f->office, &act_calendar_set, STR("hours"), &input,
                  &receipt);
}

/* A cell of the table that waits, as somebody would have typed it. */
static struct sheet_cell typed_cell(struct str text, enum sheet_look look)
{
    struct sheet_cell cell = {.look = look};
    cell.is_number = str_to_i64(text, &cell.number);
    if (!cell.is_number)
        cell.text = text;
    return cell;
}

static enum rc pending_workbook(struct arena *a, struct str csv, struct buf *out, struct err *err)
{
    static const struct sheet_column wide[] = {{.width_chars = 12}, {.width_chars = 12}, {.width_chars = 24}};
    struct problems problems = {.arena = a};
    struct table t;
    enum rc rc = table_read(a, csv, &t, &problems);
    if (rc != RC_OK || t.cols != COUNT_OF(wide))
        return FAIL(err, RC_INVALID, "demo.organs_unfit", "the table that waits");
    struct sheet_cell *cell = ARENA_ARRAY(a, struct sheet_cell, (t.rows + 1) * t.cols);
    for (size_t i = 0; i <= t.rows; i++)
        for (size_t k = 0; k < t.cols; k++)
            cell[i * t.cols + k] =
                i ? typed_cell(t.row[i - 1].cell[k], LOOK_PLAIN) : typed_cell(t.head.cell[k], LOOK_HEAD);
    struct sheet sheet = {.name = STR("招商到位资金"),
                          .column = wide,
                          .cols = t.cols,
                          .cell = cell,
                          .rows = t.rows + 1,
                          .head_rows = 1};
    return sheets_write(&sheet, 1, out, err);
}

/* What somebody must look at first: as a workbook, as units send it, and as text. */
static enum rc fill_inbox(struct filling *f, const struct demo_table *t)
{
    struct buf book CLEANUP(buf_release) = {0};
    struct str inbox = arena_printf(f->arena, "%.*s/inbox", STR_ARG(f->house->dir));
    struct str name = str_sub(t->file, 0, t->file.n - strlen(".csv"));
    enum rc rc = pending_workbook(f->arena, t->csv, &book, f->err);
    if (rc == RC_OK)
        rc = files_write(f->arena, inbox, t->file, t->csv, f->err);
    if (rc == RC_OK)
        rc = files_write(f->arena, inbox, arena_printf(f->arena, "%.*s.xlsx", STR_ARG(name)), buf_str(&book),
                         f->err);
    return rc;
}

static enum rc fill_intake(struct filling *f, const struct intake_kind *kind, struct intake_given given,
                           int64_t at_ms)
{
    struct arena *own CLEANUP(arena_freep) = arena_new(0);
    ASSERT(own != NULL);
    struct act_receipt receipt;
    struct db *db;
    given.kind = kind->code;
    struct intake in = {.kind = kind,
                        .given = given,
                        .a = own,
                        .actor = f->office,
                        .day = date_day_of(at_ms),
                        .now_ms = at_ms};
    struct intake_confirm confirm = {.ready = &in};
    enum rc rc = kernel_read_begin(f->house->kernel, 0, &db, f->err);
    if (rc == RC_OK)
        rc = intake_read(&in, db, f->err);
    kernel_read_end(f->house->kernel, 0);
    return rc == RC_OK ? act_at(f, at_ms, f->office, kind->act, given.file_name, &confirm, &receipt) : rc;
}

static enum rc fill_table(struct filling *f, const struct demo_table *t)
{
    struct intake_given given = {
        .bytes = t->csv, .file_name = t->file, .scheme_code = SCHEME_CODE, .period = t->period};
    return t->is_pending ? fill_inbox(f, t) : fill_intake(f, &INTAKE_VALUES, given, t->at_ms);
}

/* Last year's results, for comparison; handed in last, so that the year's imports keep their numbers. */
static enum rc fill_past(struct filling *f, struct str csv)
{
    struct intake_given given = {.bytes = csv, .file_name = LAST_STEP};
    return fill_intake(f, &INTAKE_PAST, given, date_ms(2026, 11, 17, 10, 20));
}

/* ---- what was published ---- */

/* A fortnight after its tables came in a quarter is frozen, and the city sees it. */
static const struct {
    struct str window, title, note;
    int month;
    enum openness open;
} PUBLISHED[] = {
    {STR_INIT("2026Q2"), STR_INIT("云澜市2026年二季度绩效考评结果"),
     STR_INIT("根据《云澜市2026年度绩效考评方案》，现公布二季度考评结果。\n"
              "对结果有疑问的，请向市绩效办提出。"),
     7, OPEN_PARTS},
    {STR_INIT("2026Q3"), STR_INIT("云澜市2026年三季度绩效考评结果"),
     STR_INIT("根据《云澜市2026年度绩效考评方案》，现公布三季度考评结果。本期起同时开放全部原始数据，"
              "任何人都可以自己重算。\n"
              "对结果有疑问的，请向市绩效办提出。"),
     10, OPEN_RAW},
};

static int64_t frozen_at(size_t i) { return date_ms(2026, PUBLISHED[i].month, 23, 10, 0); }

static enum rc prepare_freeze(struct filling *f, struct db *db, struct results_book *book, struct str window,
                              struct result_freeze *ret)
{
    struct results *results CLEANUP(results_unref) = NULL;
    const struct score_result *result = NULL;
    struct window w;
    enum rc rc = results_get(book, db, SCHEME_CODE, 0, &results, f->err);
    if (rc == RC_OK)
        rc = window_read(window, &w, f->err);
    for (size_t i = 0; rc == RC_OK && i < results_windows(results) && !result; i++)
        if (results_window(results, i).first == w.first)
            rc = results_compute(results, i, &result, f->err);
    if (rc == RC_OK && !result)
        rc = FAIL(f->err, RC_NOT_FOUND, "freeze.nothing_reported", "%.*s", STR_ARG(window));
    return rc == RC_OK ? frozen_prepare(db, f->arena, HOUSE_TENANT, results, result, ret, f->err) : rc;
}

static enum rc publish_quarter(struct filling *f, size_t i)
{
    struct results_book *book = results_book_new(HOUSE_TENANT, kernel_world(f->house->kernel));
    struct result_freeze freeze;
    struct act_receipt receipt;
    struct db *db;
    struct result_publish publish = {
        .title = PUBLISHED[i].title, .note = PUBLISHED[i].note, .open = PUBLISHED[i].open};
    enum rc rc = kernel_read_begin(f->house->kernel, 0, &db, f->err);
    if (rc == RC_OK)
        rc = prepare_freeze(f, db, book, PUBLISHED[i].window, &freeze);
    kernel_read_end(f->house->kernel, 0);
    results_book_free(book);
    if (rc == RC_OK)
        rc = act_at(f, frozen_at(i), f->office, &act_result_freeze,
                    arena_printf(f->arena, "freeze %.*s", STR_ARG(PUBLISHED[i].window)), &freeze, &receipt);
    if (rc == RC_OK && str_to_i64(receipt.answer, &publish.frozen_id))
        rc = act_at(f, frozen_at(i) + INT64_C(6) * 3600 * 1000, f->office, &act_result_publish,
                    arena_printf(f->arena, "publish %.*s", STR_ARG(PUBLISHED[i].window)), &publish, &receipt);
    return rc;
}

/* The year in the order in which it went: tables, and between them what was published. */
static enum rc fill_year(struct filling *f, const struct demo_city *city)
{
    enum rc rc = RC_OK;
    size_t published = 0;
    for (size_t i = 0; rc == RC_OK && i < city->tables; i++) {
        while (rc == RC_OK && published < COUNT_OF(PUBLISHED) && city->table[i].at_ms > frozen_at(published))
            rc = publish_quarter(f, published++);
        if (rc == RC_OK)
            rc = fill_table(f, &city->table[i]);
    }
    while (rc == RC_OK && published < COUNT_OF(PUBLISHED))
        rc = publish_quarter(f, published++);
    return rc;
}

/* A city that is whole is left alone, whatever people did in it since: none of its tables is read again. */
static enum rc is_whole(struct filling *f, bool *ret)
{
    struct db *db;
    struct act_call last = {.def = INTAKE_PAST.act,
                            .actor = f->office,
                            .idem = arena_printf(f->arena, "demo:%.*s", STR_ARG(LAST_STEP))};
    enum rc rc = kernel_read_begin(f->house->kernel, 0, &db, f->err);
    if (rc == RC_OK)
        rc = kernel_is_done(f->house->kernel, db, f->arena, &last, ret, f->err);
    kernel_read_end(f->house->kernel, 0);
    return rc;
}

static enum rc fill(struct house *house, struct arena *a, bool with_tasks, struct err *err)
{
    struct filling f = {.house = house, .arena = a, .err = err};
    struct tenant_found found = {.name = CITY};
    struct act_receipt receipt;
    struct demo_city city;
    struct str organs;
    enum rc rc = file_of_city(ORGANS, &organs, err);
    if (rc == RC_OK)
        rc = act_at(&f, date_ms(2026, 1, 5, 9, 0), program(), &act_tenant_found, STR("tenant"), &found,
                    &receipt);
    if (rc == RC_OK)
        rc = fill_organs(&f, organs);
    if (rc == RC_OK)
        rc = procedures_found(house, a, err);
    if (rc == RC_OK)
        rc = fill_accounts(&f);
    bool is_done = false;
    if (rc == RC_OK)
        rc = is_whole(&f, &is_done);
    if (is_done)
        return rc;
    if (rc == RC_OK)
        rc = demo_city_make(a, organs, &city, err);
    if (rc == RC_OK)
        rc = fill_scheme(&f);
    if (rc == RC_OK)
        rc = fill_hours(&f);
    if (rc == RC_OK)
        rc = fill_year(&f, &city);
    struct str tasks;
    if (rc == RC_OK && with_tasks)
        rc = file_of_city(TASKS, &tasks, err);
    if (rc == RC_OK && with_tasks)
        rc = demo_tasks_live(house, a, f.supervision, tasks, err);
    if (rc == RC_OK)
        rc = fill_past(&f, city.past_csv);
    return rc;
}

enum rc demo_open(struct arena *a, const struct house_wish *wish, struct house *ret, struct err *err)
{
    struct house_wish demo = *wish;
    demo.origin = DEMO_ORIGIN;
    if (demo.dir.n == 0)
        demo.dir = STR("data/demo");
    if (demo.clock.n == 0)
        demo.clock = arena_printf(a, "%lld", (long long)DEMO_NOW_MS);
    enum rc rc = house_open(a, &demo, ret, err);
    if (rc != RC_OK)
        return rc;
    int64_t now_ms = ret->now_ms;
    struct arena *filling CLEANUP(arena_freep) = arena_new(0);
    ASSERT(filling != NULL);
    rc = fill(ret, filling, !wish->is_without_tasks, err);
    ret->now_ms = now_ms;
    return rc;
}
