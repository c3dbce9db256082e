/* 冻结与公布, for staff: the list, the check before freezing, a frozen result, publishing and withdrawing. */
#include <inttypes.h>

#include "web/export.h"
#include "web/public_page.h"
#include "web/score_page.h"

static struct str number_text(struct door *d, int64_t n) { return arena_printf(d->a, "%" PRId64, n); }

static struct str label_of(struct door *d, struct str label)
{
    return label.n ? label : TEXT(d, "role.system");
}

static struct str period_of(struct door *d, struct str window)
{
    struct window w;
    struct err unused;
    return window_read(window, &w, &unused) == RC_OK ? web_period(d, w) : window;
}

static struct str frozen_url(struct door *d, int64_t frozen_id)
{
    return arena_printf(d->a, "/publications/frozen/%" PRId64, frozen_id);
}

static struct frozen_row row_of(struct door *d, const struct frozen_result *f)
{
    struct frozen_row row = {.number = number_text(d, f->frozen_id),
                             .url = frozen_url(d, f->frozen_id),
                             .scheme = TEXT2(d, "publications.scheme", f->title, number_text(d, f->version)),
                             .period = period_of(d, f->window),
                             .at = web_instant(d, f->at_ms),
                             .by = label_of(d, f->by_label),
                             .fingerprint = arena_printf(d->a, "%.*s…", 12, f->fingerprint.p)};
    if (f->publication_id)
        row.public_url = arena_printf(d->a, "/public/%" PRId64, f->publication_id);
    return row;
}

static const char *open_text(enum openness o)
{
    static const char *const text[OPEN__COUNT] = {[OPEN_TOTALS] = K("publications.open_totals"),
                                                  [OPEN_PARTS] = K("publications.open_parts"),
                                                  [OPEN_RAW] = K("publications.open_raw")};
    return text[o];
}

static struct publication_line line_of(struct door *d, const struct publication *p)
{
    struct publication_line line = {.number = number_text(d, p->publication_id),
                                    .title = p->title,
                                    .url = arena_printf(d->a, "/public/%" PRId64, p->publication_id),
                                    .period = period_of(d, p->window),
                                    .at = web_instant(d, p->at_ms),
                                    .by = label_of(d, p->by_label),
                                    .open = door_text(d, open_text(p->open)),
                                    .frozen = number_text(d, p->frozen_id),
                                    .frozen_url = frozen_url(d, p->frozen_id)};
    line.state = p->state == PUBLICATION_WITHDRAWN    ? TEXT(d, "publications.withdrawn")
                 : p->state == PUBLICATION_SUPERSEDED ? TEXT(d, "publications.superseded")
                                                      : TEXT(d, "publications.in_force");
    if (p->state != PUBLICATION_WITHDRAWN && door_may_act(d, &act_result_withdraw, 0))
        line.withdraw_url = arena_printf(d->a, "/publications/%" PRId64 "/withdraw", p->publication_id);
    return line;
}

enum rc handle_publications(struct door *d, struct err *err)
{
    struct publications_view v = {.rows_n = 0};
    struct frozen_results frozen;
    struct publications all;
    enum rc rc = frozen_list_load(d->db, d->a, d->who.actor.tenant_id, &frozen, err);
    if (rc == RC_OK)
        rc = publications_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct frozen_row *rows = ARENA_ARRAY(d->a, struct frozen_row, frozen.n + 1);
    struct publication_line *lines = ARENA_ARRAY(d->a, struct publication_line, all.n + 1);
    for (size_t i = 0; i < frozen.n; i++)
        rows[i] = row_of(d, &frozen.row[i]);
    for (size_t i = 0; i < all.n; i++)
        lines[i] = line_of(d, &all.row[i]);
    v.frozen = rows;
    v.frozen_n = frozen.n;
    v.rows = lines;
    v.rows_n = all.n;
    if (door_may_act(d, &act_result_freeze, 0))
        v.freeze_url = STR("/publications/freeze");
    web_frame(d, &v.shell, PLACE_PUBLICATIONS, TEXT(d, "nav.publications"));
    if (listing_is_asked(d))
        return export_publications(d, &v, err);
    page_publications(&d->h, &v);
    return RC_OK;
}

/* The tables as everybody would see them, with the components. */
static enum rc fill_tables(struct door *d, const struct frozen_files *f, struct public_tables_view *ret,
                           struct err *err)
{
    struct public_document in = {.city = d->app->city, .open = OPEN_PARTS}, doc;
    struct buf out CLEANUP(buf_release) = {0};
    enum rc rc = public_document_write(d->a, f, &in, NULL, 0, &out, err);
    if (rc == RC_OK)
        rc = public_document_read(d->a, arena_str(d->a, buf_str(&out)), &doc, err);
    if (rc == RC_OK)
        public_tables_fill(d, &doc, ret);
    return rc;
}

/* ---- the check before freezing ---- */

struct checking {
    struct door *d;
    const struct score_page *p;
    struct freeze_check *check;
    size_t n;
};

static void add_check(struct checking *c, bool is_open, struct str text, struct str detail)
{
    c->check[c->n++] = (struct freeze_check){.text = text, .detail = detail, .is_open = is_open};
}

#define NAMES_SHOWN 8

static void check_totals(struct checking *c)
{
    struct buf names CLEANUP(buf_release) = {0};
    int without = 0;
    for (int u = 0; u < c->p->scheme->units_count; u++) {
        if (c->p->now->units[u].has_total)
            continue;
        if (without++ < NAMES_SHOWN) {
            buf_put(&names, names.n ? TEXT(c->d, "public.list_comma") : STR(""));
            buf_put(&names, score_unit_name(c->p, u));
        }
    }
    if (without)
        add_check(c, true, TEXT1(c->d, "freeze.no_total", number_text(c->d, without)),
                  arena_str(c->d->a, buf_str(&names)));
    else
        add_check(c, false, TEXT1(c->d, "freeze.all_total", number_text(c->d, c->p->scheme->units_count)),
                  (struct str){0});
}

static void check_missing(struct checking *c)
{
    const struct scheme *s = c->p->scheme;
    int64_t missing = 0;
    for (int n = 0; n < s->nodes_count; n++)
        for (int u = 0; u < s->units_count && s->nodes[n].method != METHOD_NONE; u++) {
            enum score_state state = score_state(c->p->now, n, u);
            missing += state == SCORE_ABSENT || state == SCORE_NOT_SCORABLE;
        }
    add_check(c, missing > 0,
              missing ? TEXT1(c->d, "freeze.missing", number_text(c->d, missing))
                      : TEXT(c->d, "freeze.none_missing"),
              missing ? TEXT(c->d, "freeze.missing_hint") : (struct str){0});
}

static void check_period(struct checking *c)
{
    struct window w = c->p->now->window;
    int today = (int)(c->d->day / 10000 * 12 + c->d->day / 100 % 100 - 1), end = w.first + w.months;
    if (today < end)
        add_check(c, true, TEXT1(c->d, "freeze.not_over", web_period(c->d, w)), (struct str){0});
    else
        add_check(c, false, TEXT1(c->d, "freeze.over", web_period(c->d, w)), (struct str){0});
}

static enum rc check_drafts(struct checking *c, struct err *err)
{
    int64_t drafts = 0;
    enum rc rc = frozen_open_drafts(c->d->db, c->d->a, c->d->who.actor.tenant_id, c->p->open->record.code,
                                    &drafts, err);
    if (rc == RC_OK)
        add_check(c, drafts > 0,
                  drafts ? TEXT1(c->d, "freeze.drafts", number_text(c->d, drafts))
                         : TEXT(c->d, "freeze.no_drafts"),
                  (struct str){0});
    return rc;
}

#define IMPORTS_LOOKED_AT 200

/* Imports that could still be taken back cannot once a frozen result rests on them. */
static enum rc check_imports(struct checking *c, int64_t since_ms, struct err *err)
{
    struct import_records all;
    int64_t young = 0, later = 0;
    enum rc rc =
        imports_load(c->d->db, c->d->a, c->d->who.actor.tenant_id, 0, 0, IMPORTS_LOOKED_AT, &all, err);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        if (!str_eq(all.record[i].scheme_code, c->p->open->record.code))
            continue;
        young += import_may_be_undone(&all.record[i], c->d->now_ms);
        later += since_ms > 0 && all.record[i].at_ms > since_ms;
    }
    if (rc == RC_OK && young)
        add_check(c, true, TEXT1(c->d, "freeze.young", number_text(c->d, young)),
                  TEXT(c->d, "freeze.young_hint"));
    if (rc == RC_OK && since_ms > 0)
        add_check(c, later > 0, TEXT1(c->d, "freeze.later", number_text(c->d, later)), (struct str){0});
    return rc;
}

static enum rc fill_checks(struct door *d, const struct score_page *p, struct result_freeze_view *v,
                           struct err *err)
{
    struct checking c = {.d = d, .p = p, .check = ARENA_ARRAY(d->a, struct freeze_check, 8)};
    struct frozen_results frozen;
    int64_t since_ms = 0;
    enum rc rc = frozen_list_load(d->db, d->a, d->who.actor.tenant_id, &frozen, err);
    if (rc != RC_OK)
        return rc;
    struct str window = window_write(d->a, p->now->window);
    for (size_t i = 0; i < frozen.n && since_ms == 0; i++)
        if (str_eq(frozen.row[i].code, p->open->record.code) && str_eq(frozen.row[i].window, window))
            since_ms = frozen.row[i].at_ms;
    check_totals(&c);
    check_missing(&c);
    check_period(&c);
    rc = check_drafts(&c, err);
    if (rc == RC_OK)
        rc = check_imports(&c, since_ms, err);
    add_check(&c, false, TEXT(d, "freeze.reproduced"), (struct str){0});
    v->checks = c.check;
    v->checks_n = c.n;
    return rc;
}

static enum rc show_freeze(struct door *d, const struct score_page *p, const struct result_freeze *ready,
                           struct web_errors *errors, struct err *err)
{
    struct result_freeze_view v = {
        .scheme = TEXT2(d, "publications.scheme", p->scheme->title, number_text(d, p->open->record.version)),
        .period = score_page_period(d, p),
        .fingerprint = frozen_fingerprint(d->a, ready->ready),
        .back_url = STR("/publications")};
    int64_t first = 0;
    enum rc rc = frozen_find(d->db, d->a, d->who.actor.tenant_id, v.fingerprint, &first, err);
    if (rc == RC_OK)
        rc = fill_checks(d, p, &v, err);
    if (rc == RC_OK)
        rc = fill_tables(d, ready->ready, &v.tables, err);
    if (rc != RC_OK)
        return rc;
    if (first) {
        v.first = number_text(d, first);
        v.first_url = frozen_url(d, first);
    }
    v.action = arena_printf(d->a, "/publications/freeze%.*s&period=%.*s", STR_ARG(p->query),
                            STR_ARG(window_write(d->a, p->now->window)));
    v.periods = score_page_periods(d, p, STR("/publications/freeze"), &v.periods_n);
    web_frame(d, &v.shell, PLACE_PUBLICATIONS, TEXT(d, "publications.freeze"));
    v.errors = web_errors_view(d, errors, &v.shell);
    page_result_freeze(&d->h, &v);
    return RC_OK;
}

/* What the address asks for, ready to be frozen. */
static enum rc open_freeze(struct door *d, struct score_page *p, struct result_freeze *ready, struct err *err)
{
    enum rc rc = score_page_open(d, p, err);
    if (rc == RC_OK && !p->now)
        rc = FAIL(err, RC_NOT_FOUND, "freeze.nothing_reported", "no window");
    if (rc == RC_OK)
        rc = frozen_prepare(d->db, d->a, d->who.actor.tenant_id, p->results, p->now, ready, err);
    return rc;
}

enum rc handle_freezing(struct door *d, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    struct result_freeze ready;
    struct web_errors none = {.n = 0};
    enum rc rc = open_freeze(d, &p, &ready, err);
    return rc == RC_OK ? show_freeze(d, &p, &ready, &none, err) : rc;
}

enum rc handle_result_freeze(struct door *d, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    struct result_freeze ready;
    struct act_receipt receipt;
    struct web_errors errors = {.n = 0};
    enum rc rc = open_freeze(d, &p, &ready, err);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(http_form(d->q, STR("seen")), frozen_fingerprint(d->a, ready.ready)))
        rc = FAIL(err, RC_CONFLICT, "frozen.changed_since", "another fingerprint");
    if (rc == RC_OK)
        rc = door_act(d, &ready, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/publications/frozen/%.*s?done=frozen", STR_ARG(receipt.answer)));
        return RC_OK;
    }
    if (!web_refused(d, &errors, (struct str){0}, rc, err))
        return rc;
    return show_freeze(d, &p, &ready, &errors, err);
}

/* ---- a frozen result ---- */

static enum rc open_frozen(struct door *d, struct frozen_result *ret, struct err *err)
{
    int64_t number = 0;
    enum rc rc = door_param_i64(d, STR("number"), &number, err);
    return rc == RC_OK ? frozen_load(d->db, d->a, d->who.actor.tenant_id, number, ret, err) : rc;
}

static enum rc fill_publications(struct door *d, int64_t frozen_id, struct frozen_result_view *v,
                                 struct err *err)
{
    struct publications all;
    enum rc rc = publications_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct publication_line *lines = ARENA_ARRAY(d->a, struct publication_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (all.row[i].frozen_id == frozen_id)
            lines[v->rows_n++] = line_of(d, &all.row[i]);
    v->rows = lines;
    return RC_OK;
}

enum rc handle_frozen_result(struct door *d, struct err *err)
{
    struct frozen_result_view v = {.rows_n = 0};
    struct frozen_result f;
    struct frozen_files files;
    enum rc rc = open_frozen(d, &f, err);
    if (rc == RC_OK)
        rc = frozen_files_load(d->db, d->a, kernel_ledger(d->app->kernel), &f, &files, err);
    if (rc == RC_OK)
        rc = fill_publications(d, f.frozen_id, &v, err);
    if (rc == RC_OK)
        rc = fill_tables(d, &files, &v.tables, err);
    if (rc != RC_OK)
        return rc;
    v.row = row_of(d, &f);
    v.fingerprint = f.fingerprint;
    v.scheme_hash = f.scheme_hash;
    v.values_hash = f.values_hash;
    v.result_hash = f.result_hash;
    v.engine = number_text(d, f.engine);
    v.command = arena_printf(d->a, "kaocheng score verify kaocheng-frozen-%" PRId64 ".zip", f.frozen_id);
    if (door_may_view(d, &view_entry, 0))
        v.entry_url = arena_printf(d->a, "/ledger/%" PRId64, f.frozen_id);
    if (door_may_view(d, &view_frozen_bundle, 0))
        v.bundle_url = arena_printf(d->a, "%.*s/bundle.zip", STR_ARG(v.row.url));
    if (door_may_act(d, &act_result_publish, 0))
        v.publish_url = arena_printf(d->a, "%.*s/publish", STR_ARG(v.row.url));
    web_frame(d, &v.shell, PLACE_PUBLICATIONS, TEXT1(d, "frozen.title", v.row.period));
    page_frozen_result(&d->h, &v);
    return RC_OK;
}

enum rc handle_frozen_bundle(struct door *d, struct err *err)
{
    struct frozen_result f;
    struct frozen_files files;
    enum rc rc = open_frozen(d, &f, err);
    if (rc == RC_OK)
        rc = frozen_files_load(d->db, d->a, kernel_ledger(d->app->kernel), &f, &files, err);
    if (rc == RC_OK)
        rc = frozen_bundle_write(&files, NULL, 0, d->r->body, err);
    if (rc != RC_OK)
        return rc;
    d->r->type = STR("application/zip");
    http_reply_header(
        d->r, STR("Content-Disposition"),
        arena_printf(d->a, "attachment; filename=\"kaocheng-frozen-%" PRId64 ".zip\"", f.frozen_id));
    return RC_OK;
}

/* ---- publishing ---- */

struct publishing {
    struct frozen_result f;
    struct public_document doc; /* all classes */
    struct result_publish in;
    bool has_classes; /* the form says which */
};

static enum rc open_publish(struct door *d, struct publishing *ret, struct err *err)
{
    struct frozen_files files;
    struct public_document in = {.open = OPEN_TOTALS};
    struct buf out CLEANUP(buf_release) = {0};
    enum rc rc = open_frozen(d, &ret->f, err);
    if (rc == RC_OK)
        rc = frozen_files_load(d->db, d->a, kernel_ledger(d->app->kernel), &ret->f, &files, err);
    if (rc == RC_OK)
        rc = public_document_write(d->a, &files, &in, NULL, 0, &out, err);
    if (rc == RC_OK)
        rc = public_document_read(d->a, arena_str(d->a, buf_str(&out)), &ret->doc, err);
    return rc;
}

static bool is_in(struct str id, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], id))
            return true;
    return false;
}

static void fill_choices(struct door *d, const struct publishing *p, struct result_publish_view *v)
{
    static const char *const hint[OPEN__COUNT] = {[OPEN_TOTALS] = K("publish.totals_hint"),
                                                  [OPEN_PARTS] = K("publish.parts_hint"),
                                                  [OPEN_RAW] = K("publish.raw_hint")};
    struct class_choice *class = ARENA_ARRAY(d->a, struct class_choice, p->doc.classes + 1);
    struct open_choice *open = ARENA_ARRAY(d->a, struct open_choice, OPEN__COUNT);
    for (size_t i = 0; i < p->doc.classes; i++)
        class[i] = (struct class_choice){
            .id = arena_printf(d->a, "class-%zu", i + 1),
            .value = p->doc.class[i].id,
            .name = p->doc.class[i].name,
            .is_chosen = !p->has_classes || is_in(p->doc.class[i].id, p->in.class_id, p->in.classes)};
    for (int i = 0; i < OPEN__COUNT; i++) {
        struct str value = openness_name((enum openness)i);
        open[i] = (struct open_choice){.id = arena_printf(d->a, "open-%.*s", STR_ARG(value)),
                                       .value = value,
                                       .name = door_text(d, open_text((enum openness)i)),
                                       .hint = door_text(d, hint[i]),
                                       .is_chosen = (enum openness)i == p->in.open};
    }
    v->classes = class;
    v->classes_n = p->doc.classes;
    v->opens = open;
    v->opens_n = OPEN__COUNT;
}

static enum rc find_superseded(struct door *d, const struct publishing *p, struct str *ret, struct err *err)
{
    struct publications all;
    enum rc rc = publications_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++)
        if (all.row[i].state == PUBLICATION_IN_FORCE && str_eq(all.row[i].scheme_code, p->f.code) &&
            str_eq(all.row[i].window, p->f.window))
            *ret = all.row[i].title;
    return rc;
}

static enum rc show_publish(struct door *d, const struct publishing *p, struct web_errors *errors,
                            struct err *err)
{
    struct frozen_row row = row_of(d, &p->f);
    struct result_publish_view v = {.number = row.number,
                                    .period = row.period,
                                    .scheme = row.scheme,
                                    .action = arena_printf(d->a, "%.*s/publish", STR_ARG(row.url)),
                                    .back_url = row.url,
                                    .title.value = p->in.title,
                                    .note.value = p->in.note};
    enum rc rc = find_superseded(d, p, &v.superseded, err);
    if (rc != RC_OK)
        return rc;
    fill_choices(d, p, &v);
    for (size_t i = 0; i < errors->n; i++) {
        if (str_eq(errors->row[i].id, STR("title")))
            v.title.error = errors->row[i].text;
        if (str_eq(errors->row[i].id, STR("note")))
            v.note.error = errors->row[i].text;
    }
    web_frame(d, &v.shell, PLACE_PUBLICATIONS, TEXT(d, "publications.publish"));
    v.errors = web_errors_view(d, errors, &v.shell);
    page_result_publish(&d->h, &v);
    return RC_OK;
}

enum rc handle_publishing(struct door *d, struct err *err)
{
    struct publishing p = {.has_classes = false};
    struct web_errors none = {.n = 0};
    enum rc rc = open_publish(d, &p, err);
    if (rc != RC_OK)
        return rc;
    p.in.title = TEXT2(d, "publish.title_default", d->app->city, period_of(d, p.f.window));
    p.in.open = OPEN_PARTS;
    return show_publish(d, &p, &none, err);
}

/* What the form says. All classes chosen are none named. */
static enum rc read_publish(struct door *d, struct publishing *p, struct err *err)
{
    struct str *class = ARENA_ARRAY(d->a, struct str, d->q->forms + 1);
    p->has_classes = true;
    p->in = (struct result_publish){.frozen_id = p->f.frozen_id,
                                    .title = http_form(d->q, STR("title")),
                                    .note = http_form(d->q, STR("note")),
                                    .class_id = class};
    for (size_t i = 0; i < d->q->forms; i++)
        if (str_eq(d->q->form[i].name, STR("class")))
            class[p->in.classes++] = d->q->form[i].value;
    if (p->in.classes == 0)
        return FAIL(err, RC_INVALID, "publish.no_class", "no class");
    if (!openness_find(http_form(d->q, STR("open")), &p->in.open))
        return FAIL(err, RC_INVALID, "publish.no_open", "open");
    return RC_OK;
}

static struct str field_at_fault(const struct err *err)
{
    struct str text = str_c(err->text);
    if (str_find_str(text, STR("title")) < text.n)
        return STR("title");
    if (str_find_str(text, STR("note")) < text.n)
        return STR("note");
    if (str_find_str(text, STR("raw")) < text.n)
        return STR("open");
    return str_find_str(text, STR("class")) < text.n  ? STR("class")
           : str_find_str(text, STR("open")) < text.n ? STR("open")
                                                      : (struct str){0};
}

enum rc handle_result_publish(struct door *d, struct err *err)
{
    struct publishing p = {.has_classes = false};
    struct web_errors errors = {.n = 0};
    struct act_receipt receipt;
    enum rc rc = open_publish(d, &p, err);
    if (rc != RC_OK)
        return rc;
    rc = read_publish(d, &p, err);
    if (rc == RC_OK)
        rc = door_act(d, &p.in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "%.*s?done=published", STR_ARG(frozen_url(d, p.f.frozen_id))));
        return RC_OK;
    }
    if (!web_refused(d, &errors, field_at_fault(err), rc, err))
        return rc;
    return show_publish(d, &p, &errors, err);
}

/* ---- withdrawing ---- */

static enum rc show_withdraw(struct door *d, const struct publication *p, struct web_errors *errors)
{
    struct publication_line line = line_of(d, p);
    struct confirm_row *rows = ARENA_ARRAY(d->a, struct confirm_row, 3);
    rows[0] = (struct confirm_row){.name = TEXT(d, "publications.name"), .value = line.title};
    rows[1] = (struct confirm_row){.name = TEXT(d, "publications.period"), .value = line.period};
    rows[2] = (struct confirm_row){.name = TEXT(d, "publications.at"), .value = line.at};
    struct confirm_view v = {.heading = TEXT(d, "publications.withdraw_this"),
                             .warning = TEXT(d, "publications.withdraw_warning"),
                             .action =
                                 arena_printf(d->a, "/publications/%" PRId64 "/withdraw", p->publication_id),
                             .button = TEXT(d, "publications.withdraw"),
                             .cancel_url = STR("/publications"),
                             .wants_reason = true,
                             .reason.value = http_form(d->q, STR("reason")),
                             .rows = rows,
                             .rows_n = 3};
    if (errors->n)
        v.reason.error = errors->row[0].text;
    web_frame(d, &v.shell, PLACE_PUBLICATIONS, v.heading);
    v.errors = web_errors_view(d, errors, &v.shell);
    page_confirm(&d->h, &v);
    return RC_OK;
}

static enum rc open_publication(struct door *d, struct publication *ret, struct err *err)
{
    int64_t number = 0;
    enum rc rc = door_param_i64(d, STR("number"), &number, err);
    return rc == RC_OK ? publication_load(d->db, d->a, d->who.actor.tenant_id, number, ret, err) : rc;
}

enum rc handle_withdrawing(struct door *d, struct err *err)
{
    struct publication p;
    struct web_errors none = {.n = 0};
    enum rc rc = open_publication(d, &p, err);
    return rc == RC_OK ? show_withdraw(d, &p, &none) : rc;
}

enum rc handle_result_withdraw(struct door *d, struct err *err)
{
    struct publication p;
    struct web_errors errors = {.n = 0};
    struct act_receipt receipt;
    enum rc rc = open_publication(d, &p, err);
    if (rc != RC_OK)
        return rc;
    struct result_withdraw in = {.publication_id = p.publication_id,
                                 .reason = http_form(d->q, STR("reason"))};
    rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, STR("/publications?done=withdrawn"));
        return RC_OK;
    }
    if (!web_refused(d, &errors, STR("reason"), rc, err))
        return rc;
    return show_withdraw(d, &p, &errors);
}
