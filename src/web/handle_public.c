/* Public pages: what was published, drawn from the published document and the publication's own row. */
#include <inttypes.h>

#include "ledger/ledger.h"
#include "table/csv.h"
#include "web/feed.h"
#include "web/public_page.h"

static struct str day_of(struct door *d, int64_t ms) { return web_day(d, date_day_of(ms)); }

static struct str period_of(struct door *d, struct str window)
{
    struct window w;
    struct err unused;
    return window_read(window, &w, &unused) == RC_OK ? web_period(d, w) : window;
}

static struct str page_url(struct door *d, int64_t publication_id)
{
    return public_url(d, arena_printf(d->a, "/public/%" PRId64, publication_id));
}

/* ---- the list ---- */

static struct str state_of(struct door *d, const struct publication *p)
{
    if (p->state == PUBLICATION_WITHDRAWN)
        return TEXT(d, "publications.withdrawn");
    return p->state == PUBLICATION_SUPERSEDED ? TEXT(d, "publications.superseded")
                                              : TEXT(d, "publications.in_force");
}

enum rc handle_public_list(struct door *d, struct err *err)
{
    struct public_list_view v = {0};
    struct publications all;
    public_language(d);
    enum rc rc = publications_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct public_line *rows = ARENA_ARRAY(d->a, struct public_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = (struct public_line){.title = all.row[i].title,
                                       .url = page_url(d, all.row[i].publication_id),
                                       .period = period_of(d, all.row[i].window),
                                       .at = day_of(d, all.row[i].at_ms),
                                       .state = state_of(d, &all.row[i])};
    v.rows = rows;
    v.rows_n = all.n;
    public_shell_fill(d, &v.public_shell, TEXT(d, "public.title"));
    page_public_list(&d->h, &v);
    public_cache(d, false);
    return RC_OK;
}

/* ---- one result ---- */

struct showing {
    struct publication p;
    struct str json;
    struct public_document doc;
    struct str body; /* of the entry that published it */
    struct hash leaf;
};

static enum rc show(struct door *d, int64_t number, struct showing *ret, struct err *err)
{
    struct ledger *ledger = kernel_ledger(d->app->kernel);
    enum rc rc = publication_load(d->db, d->a, d->who.actor.tenant_id, number, &ret->p, err);
    if (rc == RC_OK && ret->p.state == PUBLICATION_WITHDRAWN)
        return RC_OK;
    if (rc == RC_OK)
        rc = publication_document(d->db, d->a, ledger, &ret->p, &ret->json, err);
    if (rc == RC_OK)
        rc = public_document_read(d->a, ret->json, &ret->doc, err);
    if (rc == RC_OK)
        rc = ledger_entry(ledger, d->db, d->a, number, &ret->body, &ret->leaf, err);
    return rc;
}

/* Those that stand first in their class, with the points of the first. */
static void say_first(struct door *d, const struct public_class *c, struct buf *out)
{
    struct buf names CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < c->units && c->unit[i].rank == 1; i++) {
        buf_put(&names, names.n ? TEXT(d, "public.list_comma") : STR(""));
        buf_put(&names, c->unit[i].name);
    }
    if (names.n == 0)
        return;
    struct str arg[] = {c->name, buf_str(&names), c->unit[0].total};
    buf_put(out, text_fill(d->a, door_text(d, K("public.say_first")), arg, COUNT_OF(arg)));
}

static struct str sentence_of(struct door *d, const struct public_document *doc)
{
    struct buf out CLEANUP(buf_release) = {0};
    size_t units = 0;
    for (size_t i = 0; i < doc->classes; i++)
        units += doc->class[i].units;
    buf_put(&out, TEXT2(d, "public.say_all", arena_printf(d->a, "%zu", doc->classes),
                        arena_printf(d->a, "%zu", units)));
    for (size_t i = 0; i < doc->classes; i++) {
        struct buf one CLEANUP(buf_release) = {0};
        say_first(d, &doc->class[i], &one);
        buf_put(&out, one.n && i ? TEXT(d, "public.say_next") : STR(""));
        buf_put(&out, buf_str(&one));
    }
    buf_put(&out, TEXT(d, "public.say_end"));
    return arena_str(d->a, buf_str(&out));
}

static void fill_note(struct door *d, struct str note, struct public_result_view *v)
{
    struct public_paragraph *p = ARENA_ARRAY(d->a, struct public_paragraph, note.n + 1);
    struct str line;
    while (str_split(&note, '\n', &line))
        if (str_trim(line).n)
            p[v->note_n++].text = str_trim(line);
    v->note = p;
}

static void fill_rules(struct door *d, const struct public_document *doc, struct public_result_view *v)
{
    struct str arg[] = {doc->scheme_title, arena_printf(d->a, "%" PRId64, doc->version), doc->scheme_code};
    struct str digits = arena_printf(d->a, "%d", doc->digits);
    v->scheme = text_fill(d->a, door_text(d, K("public.scheme")), arg, COUNT_OF(arg));
    v->place =
        str_eq(doc->place, STR("once")) ? TEXT(d, "public.place_once") : TEXT(d, "public.place_displayed");
    v->rounding = str_eq(doc->rounding, STR("half_even")) ? TEXT1(d, "public.half_even", digits)
                  : str_eq(doc->rounding, STR("down"))    ? TEXT1(d, "public.down", digits)
                                                          : TEXT1(d, "public.half_up", digits);
    v->ties = str_eq(doc->ties, STR("1223")) ? TEXT(d, "public.ties_1223") : TEXT(d, "public.ties_1224");
    if (doc->has_broken_ties)
        v->ties = arena_printf(d->a, "%.*s %.*s", STR_ARG(TEXT(d, "public.ties_broken")), STR_ARG(v->ties));
}

static void fill_steps(struct door *d, const struct showing *s, struct public_result_view *v)
{
    struct public_step *step = ARENA_ARRAY(d->a, struct public_step, 3);
    int64_t n = s->p.publication_id;
    step[0].text = TEXT(d, "public.step_document");
    step[0].command =
        arena_printf(d->a,
                     "sha256sum kaocheng-%" PRId64 ".json && grep -o '\"public_hash\":\"[0-9a-f]*\"' "
                     "kaocheng-%" PRId64 "-entry.json",
                     n, n);
    step[1].text = TEXT(d, "public.step_entry");
    step[1].command = arena_printf(d->a,
                                   "kaocheng receipt verify kaocheng-%" PRId64
                                   ".tlog-proof --entry kaocheng-%" PRId64 "-entry.json --vkey log.vkey",
                                   n, n);
    bool is_raw = s->p.open == OPEN_RAW;
    step[2].text = is_raw ? TEXT(d, "public.step_recompute") : TEXT(d, "public.step_manifest");
    step[2].command = is_raw ? arena_printf(d->a, "kaocheng score verify kaocheng-%" PRId64 ".zip", n)
                             : STR("sha256sum manifest.json");
    v->steps = step;
    v->steps_n = 3;
}

static enum rc fill_links(struct door *d, const struct showing *s, struct public_result_view *v,
                          struct err *err)
{
    struct publication other;
    enum rc rc = RC_OK;
    int64_t n = s->p.publication_id, tenant = d->who.actor.tenant_id;
    v->csv_url = arena_printf(d->a, "/public/%" PRId64 ".csv", n);
    v->json_url = arena_printf(d->a, "/public/%" PRId64 ".json", n);
    v->entry_url = arena_printf(d->a, "/public/%" PRId64 "/entry.json", n);
    v->proof_url = arena_printf(d->a, "/public/%" PRId64 "/entry.tlog-proof", n);
    if (s->p.open == OPEN_RAW)
        v->zip_url = arena_printf(d->a, "/public/%" PRId64 ".zip", n);
    if (s->p.superseded_by)
        rc = publication_load(d->db, d->a, tenant, s->p.superseded_by, &other, err);
    if (rc == RC_OK && s->p.superseded_by) {
        v->superseded_url = page_url(d, other.publication_id);
        v->superseded_by = other.title;
    }
    if (rc == RC_OK && s->p.supersedes)
        rc = publication_load(d->db, d->a, tenant, s->p.supersedes, &other, err);
    if (rc == RC_OK && s->p.supersedes) {
        v->supersedes_url = page_url(d, other.publication_id);
        v->supersedes = other.title;
    }
    return rc;
}

static void fill_classes(struct door *d, struct public_result_view *v)
{
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, v->tables.classes_n + 1);
    for (size_t i = 0; i < v->tables.classes_n; i++)
        tabs[i] = (struct tab){.label = v->tables.classes[i].name,
                               .url = arena_printf(d->a, "#%.*s", STR_ARG(v->tables.classes[i].anchor))};
    v->classes = tabs;
    v->classes_n = v->tables.classes_n;
}

static enum rc result_page(struct door *d, const struct showing *s, struct err *err)
{
    const struct public_document *doc = &s->doc;
    struct public_result_view v = {.number = arena_printf(d->a, "%" PRId64, s->p.publication_id),
                                   .title = doc->title,
                                   .period = period_of(d, doc->window),
                                   .at = day_of(d, s->p.at_ms),
                                   .sentence = sentence_of(d, doc),
                                   .fingerprint = doc->fingerprint,
                                   .public_hash = s->p.public_hash,
                                   .leaf = web_hex(d, s->leaf.b, HASH_BYTES),
                                   .frozen_entry = arena_printf(d->a, "%" PRId64, doc->frozen),
                                   .has_parts = doc->open >= OPEN_PARTS};
    v.entry = v.number;
    enum rc rc = fill_links(d, s, &v, err);
    if (rc != RC_OK)
        return rc;
    fill_note(d, doc->note, &v);
    fill_rules(d, doc, &v);
    fill_steps(d, s, &v);
    public_tables_fill(d, doc, &v.tables);
    fill_classes(d, &v);
    public_shell_fill(d, &v.public_shell, doc->title);
    v.public_shell.published_at = v.at;
    v.public_shell.json_url = v.json_url;
    v.public_shell.csv_url = v.csv_url;
    page_public_result(&d->h, &v);
    public_cache(d, false);
    return RC_OK;
}

static enum rc withdrawn_page(struct door *d, const struct publication *p)
{
    struct public_withdrawn_view v = {.number = arena_printf(d->a, "%" PRId64, p->publication_id),
                                      .title = p->title,
                                      .period = period_of(d, p->window),
                                      .at = day_of(d, p->at_ms),
                                      .withdrawn_at = day_of(d, p->withdrawn_at_ms),
                                      .reason = p->reason,
                                      .entry = arena_printf(d->a, "%" PRId64, p->withdrawn_seq)};
    public_shell_fill(d, &v.public_shell, p->title);
    page_public_withdrawn(&d->h, &v);
    public_cache(d, false);
    return RC_OK;
}

/* ---- its files ---- */

/* 2026-10-20 of HTTP: "Tue, 20 Oct 2026 01:00:00 GMT". */
static struct str http_date(struct arena *a, int64_t ms)
{
    static const char *const day[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const month[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = date_civil(ms - DATE_SHANGHAI_MS);
    return arena_printf(a, "%s, %02d %s %04d %02d:%02d:%02d GMT", day[c.weekday - 1], c.day,
                        month[c.month - 1], c.year, c.hour, c.minute, c.second);
}

static void give(struct door *d, const struct publication *p, struct str type, const char *suffix)
{
    d->r->type = type;
    http_reply_header(
        d->r, STR("Content-Disposition"),
        arena_printf(d->a, "inline; filename=\"kaocheng-%" PRId64 "%s\"", p->publication_id, suffix));
    http_reply_header(d->r, STR("Last-Modified"), http_date(d->a, p->at_ms));
    public_cache(d, true);
}

/* Classes may be made of different components: the columns are all of them, in the order in which they come.
 */
static size_t columns_of(struct door *d, const struct public_document *doc, const struct public_part **ret)
{
    size_t n = 0, cap = 1;
    for (size_t i = 0; i < doc->classes; i++)
        cap += doc->class[i].parts;
    const struct public_part **column = arena_array(d->a, cap, sizeof *column);
    for (size_t i = 0; i < doc->classes; i++)
        for (size_t k = 0; k < doc->class[i].parts; k++) {
            bool is_known = false;
            for (size_t c = 0; c < n; c++)
                is_known |= str_eq(column[c]->id, doc->class[i].part[k].id);
            if (!is_known)
                column[n++] = &doc->class[i].part[k];
        }
    for (size_t c = 0; c < n; c++)
        ret[c] = column[c];
    return n;
}

#define CSV_PARTS_MAX 200

static void put_csv(struct door *d, const struct public_document *doc)
{
    const struct public_part *column[CSV_PARTS_MAX];
    struct csv w = csv_to(d->r->body, true);
    size_t columns = 0, all = 0;
    for (size_t i = 0; i < doc->classes; i++)
        all += doc->class[i].parts;
    if (doc->open >= OPEN_PARTS && all <= CSV_PARTS_MAX)
        columns = columns_of(d, doc, column);
    static const struct str HEAD[] = {STR_INIT("类别"), STR_INIT("名次"), STR_INIT("单位"), STR_INIT("总分"),
                                      STR_INIT("等次")};
    for (size_t i = 0; i < COUNT_OF(HEAD); i++)
        csv_cell(&w, HEAD[i]);
    for (size_t c = 0; c < columns; c++)
        csv_cell(&w, column[c]->name);
    csv_end(&w);
    for (size_t i = 0; i < doc->classes; i++)
        for (size_t u = 0; u < doc->class[i].units; u++) {
            const struct public_unit *unit = &doc->class[i].unit[u];
            csv_cell(&w, doc->class[i].name);
            csv_cell(&w, unit->rank ? arena_printf(d->a, "%d", unit->rank) : (struct str){0});
            csv_cell(&w, unit->name);
            csv_cell(&w, unit->total);
            csv_cell(&w, unit->grade);
            for (size_t c = 0; c < columns; c++) {
                struct str score = {0};
                for (size_t k = 0; k < doc->class[i].parts; k++)
                    if (str_eq(doc->class[i].part[k].id, column[c]->id))
                        score = unit->part[k];
                csv_cell(&w, score);
            }
            csv_end(&w);
        }
}

static enum rc put_zip(struct door *d, const struct showing *s, struct err *err)
{
    struct frozen_result f;
    struct frozen_files files;
    struct ledger *ledger = kernel_ledger(d->app->kernel);
    struct frozen_file more[] = {{STR("publication.json"), s->json}, {STR("entry.json"), s->body}};
    if (s->p.open != OPEN_RAW)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "raw data is not open");
    enum rc rc = frozen_load(d->db, d->a, d->who.actor.tenant_id, s->p.frozen_id, &f, err);
    if (rc == RC_OK)
        rc = frozen_files_load(d->db, d->a, ledger, &f, &files, err);
    return rc == RC_OK ? frozen_bundle_write(&files, more, COUNT_OF(more), d->r->body, err) : rc;
}

static enum rc give_file(struct door *d, const struct showing *s, struct str suffix, struct err *err)
{
    enum rc rc = RC_OK;
    if (s->p.state == PUBLICATION_WITHDRAWN) {
        d->r->status = 410;
        return FAIL(err, RC_NOT_FOUND, "publication.is_withdrawn", "publication %" PRId64,
                    s->p.publication_id);
    }
    if (str_eq(suffix, STR("json"))) {
        buf_put(d->r->body, s->json);
        give(d, &s->p, STR("application/json"), ".json");
    } else if (str_eq(suffix, STR("csv"))) {
        put_csv(d, &s->doc);
        give(d, &s->p, STR("text/csv; charset=utf-8"), ".csv");
    } else if (str_eq(suffix, STR("zip"))) {
        rc = put_zip(d, s, err);
        if (rc == RC_OK)
            give(d, &s->p, STR("application/zip"), ".zip");
    } else {
        rc = FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no such form");
    }
    return rc;
}

/* /public/47, /public/47.json, /public/47.csv, /public/47.zip */
enum rc handle_public_result(struct door *d, struct err *err)
{
    struct str name = door_param(d, STR("number")), suffix;
    size_t point = str_find(name, '.');
    struct showing s = {.json = {0}};
    int64_t number = 0;
    public_language(d);
    if (!str_to_i64(str_sub(name, 0, point), &number))
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no number");
    suffix = str_sub(name, point + 1, name.n);
    enum rc rc = show(d, number, &s, err);
    if (rc != RC_OK)
        return rc;
    if (point < name.n)
        return give_file(d, &s, suffix, err);
    return s.p.state == PUBLICATION_WITHDRAWN ? withdrawn_page(d, &s.p) : result_page(d, &s, err);
}

/* The entry that published it, and the proof that it lies in the signed book. */
enum rc handle_public_entry(struct door *d, struct err *err)
{
    struct str file = door_param(d, STR("file")), proof;
    struct showing s = {.json = {0}};
    int64_t number = 0;
    enum rc rc = door_param_i64(d, STR("number"), &number, err);
    if (rc == RC_OK)
        rc = show(d, number, &s, err);
    if (rc == RC_OK && s.p.state == PUBLICATION_WITHDRAWN)
        return give_file(d, &s, file, err);
    if (rc == RC_OK && str_eq(file, STR("entry.json"))) {
        buf_put(d->r->body, s.body);
        give(d, &s.p, STR("application/json"), "-entry.json");
    } else if (rc == RC_OK && str_eq(file, STR("entry.tlog-proof"))) {
        rc = ledger_receipt_file(kernel_ledger(d->app->kernel), d->db, d->a, number, &proof, err);
        if (rc == RC_OK) {
            buf_put(d->r->body, proof);
            give(d, &s.p, STR("text/plain; charset=utf-8"), ".tlog-proof");
        }
    } else if (rc == RC_OK) {
        rc = FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no such file");
    }
    return rc;
}

/* The key with which the proofs are checked; /about shows the same. */
enum rc handle_public_key(struct door *d, struct err *err)
{
    (void)err;
    d->r->type = STR("text/plain; charset=utf-8");
    http_reply_header(d->r, STR("Content-Disposition"), STR("inline; filename=\"log.vkey\""));
    buf_put(d->r->body, ledger_vkey(kernel_ledger(d->app->kernel)));
    buf_putc(d->r->body, '\n');
    public_cache(d, true);
    return RC_OK;
}

/* Searchers are welcome where everybody is. */
enum rc handle_robots(struct door *d, struct err *err)
{
    (void)err;
    d->r->type = STR("text/plain; charset=utf-8");
    buf_put(d->r->body, STR("User-agent: *\nAllow: /public\nAllow: /assets/\nDisallow: /\n"));
    public_cache(d, true);
    return RC_OK;
}

/* ---- the feed ---- */

static struct str rfc3339(struct arena *a, int64_t ms)
{
    struct civil c = date_civil(ms);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", c.year, c.month, c.day, c.hour, c.minute,
                        c.second);
}

/* When it last changed: published, superseded or withdrawn. */
static int64_t changed_ms(const struct publications *all, const struct publication *p)
{
    int64_t ms = p->withdrawn_at_ms > p->at_ms ? p->withdrawn_at_ms : p->at_ms;
    for (size_t i = 0; i < all->n; i++)
        if (all->row[i].publication_id == p->superseded_by && all->row[i].at_ms > ms)
            ms = all->row[i].at_ms;
    return ms;
}

/* A name that stays when the site moves (RFC 4151): the log's origin is one of a kind. */
static struct str tag_of(struct door *d, const char *what)
{
    struct str origin = ledger_origin(kernel_ledger(d->app->kernel));
    return arena_printf(d->a, "tag:%.*s,2026:%s", (int)str_find(origin, '/'), origin.p, what);
}

enum rc handle_public_feed(struct door *d, struct err *err)
{
    struct feed_view v = {.city = d->app->city};
    struct publications all;
    int64_t newest = 0;
    d->h.lang = LANG_ZH_CN; /* one feed for everybody */
    enum rc rc = publications_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct feed_entry *rows = ARENA_ARRAY(d->a, struct feed_entry, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct publication *p = &all.row[i];
        int64_t changed = changed_ms(&all, p);
        newest = changed > newest ? changed : newest;
        rows[i] = (struct feed_entry){
            .id = tag_of(d, arena_printf(d->a, "publication/%" PRId64, p->publication_id).p),
            .title = p->title,
            .url = arena_printf(d->a, "/public/%" PRId64, p->publication_id),
            .updated = rfc3339(d->a, changed),
            .published = rfc3339(d->a, p->at_ms),
            .summary = arena_printf(d->a, "%.*s · %.*s", STR_ARG(period_of(d, p->window)),
                                    STR_ARG(p->state == PUBLICATION_WITHDRAWN ? p->reason : state_of(d, p)))};
        if (p->state != PUBLICATION_WITHDRAWN)
            rows[i].json_url = arena_printf(d->a, "/public/%" PRId64 ".json", p->publication_id);
    }
    v.rows = rows;
    v.rows_n = all.n;
    v.id = tag_of(d, "publications");
    v.updated = rfc3339(d->a, newest);
    v.title = TEXT1(d, "public.feed_title", d->app->city);
    d->r->type = STR("application/atom+xml; charset=utf-8");
    widget_feed(&d->h, &v);
    public_cache(d, true);
    return RC_OK;
}
