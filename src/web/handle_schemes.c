/* The scheme book on pages: list, one version as a tree with weights and sums, taking a document in. */
#include <inttypes.h>

#include "web/export.h"
#include "web/score_page.h"

static struct scheme_row row_of(struct door *d, const struct scheme_record *r)
{
    return (struct scheme_row){.url =
                                   arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(r->code), r->version),
                               .name = r->title,
                               .version = arena_printf(d->a, "v%" PRId64, r->version),
                               .from = r->from_period,
                               .to = r->to_period,
                               .by = r->adopted_label.n ? r->adopted_label : TEXT(d, "role.system"),
                               .at = web_instant(d, r->adopted_at_ms)};
}

/* Of one code only the newest version is in force. */
static void mark_state(struct door *d, struct scheme_row *row, bool is_newest)
{
    row->is_in_force = is_newest;
    row->state = is_newest ? TEXT(d, "scheme.in_force") : TEXT(d, "scheme.superseded");
}

/* Each version is read in memory of its own: together, years of them would not fit a request. */
static enum rc count_parts(struct door *d, const struct scheme_record *r, struct scheme_row *row,
                           struct err *err)
{
    struct arena *own CLEANUP(arena_freep) = arena_new(LIMIT_REQUEST_ARENA_BYTES);
    struct scheme_open open;
    ASSERT(own != NULL);
    enum rc rc = scheme_open_load(d->db, own, d->who.actor.tenant_id, r->code, r->version, &open, err);
    if (rc != RC_OK)
        return rc;
    row->classes = (size_t)open.scheme->classes_count;
    for (int n = 0; n < open.scheme->nodes_count; n++)
        row->indicators += open.scheme->nodes[n].method != METHOD_NONE;
    return RC_OK;
}

enum rc handle_schemes(struct door *d, struct err *err)
{
    struct schemes_view v = {.may_add = door_may_act(d, &act_scheme_adopt, 0)};
    struct scheme_records all;
    enum rc rc = scheme_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct scheme_row *rows = ARENA_ARRAY(d->a, struct scheme_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        rows[i] = row_of(d, &all.record[i]);
        mark_state(d, &rows[i], i == 0 || !str_eq(all.record[i - 1].code, all.record[i].code));
        rc = count_parts(d, &all.record[i], &rows[i], err);
        if (rc != RC_OK)
            return rc;
    }
    v.rows = rows;
    v.rows_n = all.n;
    web_frame(d, &v.shell, PLACE_SCHEMES, TEXT(d, "schemes.title"));
    if (listing_is_asked(d))
        return export_schemes(d, &v, err);
    page_schemes(&d->h, &v);
    return RC_OK;
}

/* ---- one version ---- */

static enum rc open_asked(struct door *d, struct scheme_open *ret, struct err *err)
{
    int64_t version = 0;
    if (door_param(d, STR("version")).n) {
        enum rc rc = door_param_i64(d, STR("version"), &version, err);
        if (rc != RC_OK)
            return rc;
    }
    return scheme_open_load(d->db, d->a, d->who.actor.tenant_id, door_param(d, STR("code")), version, ret,
                            err);
}

/* The class that has most of the tree speaks for all; classes may differ in points. */
static struct str weight_text(struct door *d, const struct scheme *s, const struct node *n)
{
    const struct dec *of = n->weight ? n->weight : n->full;
    struct str first = {0};
    for (int c = 0; c < s->classes_count; c++) {
        if (!n->is_in[c])
            continue;
        struct str text = score_dec(d->a, of[c]);
        if (first.n && !str_eq(first, text))
            return TEXT1(d, "scheme.differs", first);
        if (!first.n)
            first = text;
    }
    return first;
}

static struct str source_text(struct door *d, const struct scheme *s, const struct node *n)
{
    if (n->method == METHOD_NONE || n->measure < 0)
        return (struct str){0};
    const struct measure *m = &s->measures[n->measure];
    if (m->formula)
        return TEXT1(d, "scheme.source_formula", m->formula_text);
    if (m->fact.n)
        return TEXT2(d, "work_fact.source", m->name, m->fact);
    return m->unit_name.n ? TEXT2(d, "scheme.source_measure_unit", m->name, m->unit_name)
                          : TEXT1(d, "scheme.source_measure", m->name);
}

static size_t not_asked(const struct scheme *s, int node)
{
    size_t n = 0;
    for (int u = 0; u < s->units_count && s->not_applicable; u++)
        n += s->not_applicable[(size_t)node * (size_t)s->units_count + (size_t)u];
    return n;
}

/* What the parts of an inner node add up to: points, or weights where they are averaged. */
static struct str children_sum(struct door *d, const struct scheme *s, int node, int class)
{
    int64_t sum = 0;
    for (int c = s->nodes[node].first_child; c >= 0; c = s->nodes[c].next) {
        const struct node *n = &s->nodes[c];
        const struct dec *of = n->weight ? n->weight : n->full;
        if (n->role == ROLE_PART && n->is_in[class])
            sum += score_scaled(of[class].units, of[class].digits);
    }
    return fixed_write_short(d->a, sum, SCORE_SCALE_DIGITS);
}

static void add_nodes(struct door *d, const struct scheme *s, int parent, struct scheme_node *rows,
                      size_t *count)
{
    for (int c = s->nodes[parent].first_child; c >= 0; c = s->nodes[c].next) {
        const struct node *n = &s->nodes[c];
        struct scheme_node *row = &rows[(*count)++];
        const struct dec *of = n->weight ? n->weight : n->full;
        size_t out = not_asked(s, c);
        *row = (struct scheme_node){
            .name = n->name,
            .code = n->id,
            .depth = n->depth - 1,
            .weight = n->role == ROLE_PART ? weight_text(d, s, n) : TEXT(d, "scheme.extra"),
            .method = n->method == METHOD_NONE ? (struct str){0} : door_text(d, method_text(n->method)),
            .source = source_text(d, s, n),
            .note = out ? TEXT1(d, "scheme.not_asked", web_number(d, (int64_t)out)) : (struct str){0},
            .is_leaf = n->method != METHOD_NONE};
        int class = 0;
        while (class + 1 < s->classes_count && !n->is_in[class])
            class ++;
        row->part = n->role == ROLE_PART ? score_scaled(of[class].units, of[class].digits) : 0;
        row->of = score_scaled(s->nodes[0].full[class].units, s->nodes[0].full[class].digits);
        if (n->method == METHOD_NONE)
            row->children_sum = children_sum(d, s, c, class);
        add_nodes(d, s, c, rows, count);
    }
}

static void fill_classes(struct door *d, const struct scheme *s, struct scheme_view *v)
{
    struct scheme_class *rows = ARENA_ARRAY(d->a, struct scheme_class, (size_t)s->classes_count + 1);
    for (int c = 0; c < s->classes_count; c++) {
        struct buf names CLEANUP(buf_release) = {0};
        for (int i = 0; i < s->classes[c].units_count; i++) {
            buf_put(&names, i ? STR("、") : STR(""));
            buf_put(&names, s->units[s->classes[c].first_unit + i].name);
        }
        rows[c] = (struct scheme_class){.name = s->classes[c].name,
                                        .organs = (size_t)s->classes[c].units_count,
                                        .organs_text = arena_str(d->a, buf_str(&names))};
    }
    v->classes = rows;
    v->classes_n = (size_t)s->classes_count;
}

/* A figure of the first class, and a word when other classes have another. */
static struct str by_class(struct door *d, const struct scheme *s, struct dec first, const struct dec *of)
{
    struct str text = score_dec(d->a, first);
    for (int c = 0; of && c < s->classes_count; c++)
        if (!str_eq(score_dec(d->a, of[c]), text))
            return TEXT1(d, "scheme.differs", text);
    return text;
}

static struct str grades_text(struct door *d, const struct scheme *s)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (int g = 0; g < s->grades_count; g++) {
        const struct grade *grade = &s->grades[g];
        const char *quota = grade->quota_is_count ? K("scheme.quota_count") : K("scheme.quota_percent");
        buf_put(&b, g ? STR("；") : STR(""));
        buf_put(&b, grade->name);
        if (grade->has_quota)
            buf_put(&b, web_text(d, quota, by_class(d, s, grade->quota, grade->quota_of), (struct str){0}));
        if (grade->has_at_least)
            buf_put(&b, TEXT1(d, "scheme.at_least", by_class(d, s, grade->at_least, grade->at_least_of)));
    }
    return arena_str(d->a, buf_str(&b));
}

static struct str rounding_text(struct door *d, const struct scheme *s)
{
    static const char *const mode[] = {[ROUND_HALF_UP] = K("scheme.half_up"),
                                       [ROUND_HALF_EVEN] = K("scheme.half_even"),
                                       [ROUND_DOWN] = K("scheme.down")};
    static const char *const place[] = {
        [PLACE_DISPLAYED] = K("scheme.displayed"), [PLACE_ONCE] = K("scheme.once")};
    struct str digits = arena_printf(d->a, "%d", s->nodes[0].digits);
    return arena_printf(d->a, "%.*s · %.*s", STR_ARG(web_text(d, mode[s->mode], digits, (struct str){0})),
                        STR_ARG(door_text(d, place[s->place])));
}

static enum rc fill_versions(struct door *d, const struct scheme_open *open, struct scheme_view *v,
                             struct err *err)
{
    struct scheme_records all;
    enum rc rc = scheme_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (!str_eq(all.record[i].code, open->record.code))
            continue;
        if (v->versions_n == 0)
            mark_state(d, &v->row, all.record[i].version == open->record.version);
        tabs[v->versions_n++] =
            (struct tab){.label = arena_printf(d->a, "v%" PRId64, all.record[i].version),
                         .url = arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(open->record.code),
                                             all.record[i].version),
                         .is_here = all.record[i].version == open->record.version};
    }
    v->versions = tabs;
    return RC_OK;
}

static enum rc fill_receipt(struct door *d, int64_t seq, struct receipt_view *ret, struct err *err)
{
    struct ledger_entry_detail e;
    enum rc rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), seq, &e, err);
    if (rc == RC_OK)
        *ret = (struct receipt_view){.number = arena_printf(d->a, "%" PRId64, seq),
                                     .url = arena_printf(d->a, "/ledger/%" PRId64, seq),
                                     .leaf = web_hex(d, e.row.leaf.b, HASH_BYTES),
                                     .at = web_instant(d, e.row.at_ms),
                                     .by = e.row.actor_label.n ? e.row.actor_label : TEXT(d, "role.system")};
    return rc;
}

enum rc handle_scheme(struct door *d, struct err *err)
{
    struct scheme_view v = {0};
    struct scheme_open open;
    enum rc rc = open_asked(d, &open, err);
    if (rc == RC_OK)
        rc = fill_receipt(d, open.record.adopted_seq, &v.receipt, err);
    if (rc != RC_OK)
        return rc;
    const struct scheme *s = open.scheme;
    web_frame(d, &v.shell, PLACE_SCHEMES, open.record.title);
    v.row = row_of(d, &open.record);
    rc = fill_versions(d, &open, &v, err);
    if (rc != RC_OK)
        return rc;
    v.hash = open.record.doc_hash;
    v.text_url = arena_printf(d->a, "%.*s/file", STR_ARG(v.row.url));
    v.scores_url = arena_printf(d->a, "/scores?scheme=%.*s", STR_ARG(open.record.code));
    v.full = score_dec(d->a, s->nodes[0].full[0]);
    v.rounding = rounding_text(d, s);
    v.tie_rule = s->ties == TIES_1224 ? TEXT(d, "scheme.ties_1224") : TEXT(d, "scheme.ties_1223");
    v.grades = grades_text(d, s);
    fill_classes(d, s, &v);
    struct scheme_node *rows = ARENA_ARRAY(d->a, struct scheme_node, (size_t)s->nodes_count + 1);
    add_nodes(d, s, 0, rows, &v.nodes_n);
    v.nodes = rows;
    v.row.classes = v.classes_n;
    for (size_t i = 0; i < v.nodes_n; i++)
        v.row.indicators += rows[i].is_leaf;
    if (listing_is_asked(d))
        return export_scheme(d, &v, err);
    page_scheme(&d->h, &v);
    return RC_OK;
}

enum rc handle_scheme_file(struct door *d, struct err *err)
{
    struct scheme_open open;
    enum rc rc = open_asked(d, &open, err);
    if (rc != RC_OK)
        return rc;
    d->r->type = STR("text/plain; charset=utf-8");
    http_reply_header(d->r, STR("Content-Disposition"), STR("attachment; filename=\"scheme.yaml\""));
    buf_put(d->r->body, open.text);
    return RC_OK;
}

/* ---- taking one in ---- */

static void show_new(struct door *d, struct web_errors *errors, const struct problems *problems,
                     struct str text, struct str file_name, bool may_register)
{
    struct scheme_new_view v = {
        .text = {.value = text}, .file = {.value = file_name}, .may_register = may_register};
    web_frame(d, &v.shell, PLACE_SCHEMES, TEXT(d, "schemes.new"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (problems)
        v.problems = web_problems(d, problems, false);
    page_scheme_new(&d->h, &v);
}

enum rc handle_scheme_new(struct door *d, struct err *err)
{
    (void)err;
    struct web_errors none = {.n = 0};
    show_new(d, &none, NULL, (struct str){0}, (struct str){0}, false);
    return RC_OK;
}

enum rc handle_scheme_adopt(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct problems *problems = ARENA_NEW(d->a, struct problems);
    struct scheme_adopt in = {.problems = problems, .may_register = http_form(d->q, STR("register")).n > 0};
    struct act_receipt receipt;
    problems->arena = d->a;
    enum rc rc = RC_OK;
    size_t bad;
    if (!web_given(d, &in.text, &in.file_name))
        rc = FAIL(err, RC_INVALID, "form.nothing_given", "no file, no text");
    else if (!utf8_is_clean(in.text, &bad)) {
        (void)FAIL(err, RC_INVALID, "form.file_is_no_text", "byte %zu", bad);
        rc = err_arg(err, 0, arena_printf(d->a, "%zu", bad + 1));
    }
    if (rc == RC_OK)
        rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/schemes/%.*s?done=adopted", STR_ARG(receipt.answer)));
        return RC_OK;
    }
    if (!web_refused(d, &errors, in.file_name.n ? STR("file") : STR("text"), rc, err))
        return rc;
    show_new(d, &errors, problems, utf8_is_clean(in.text, &bad) ? in.text : (struct str){0}, in.file_name,
             in.may_register);
    return RC_OK;
}
