/* A new version of a procedure: its text is read, what is wrong is said with its place; when it stands, what
 * it changes and what its rules would have done; then it is put in force with a reason. */
#include <inttypes.h>

#include "procedure/difference.h"
#include "web/record_words.h"
#include "web/views/procedures.h"

#define HITS_SHOWN 20

struct drafting {
    struct record_words w;
    const struct procedure *now, *draft;
    struct str text;
    struct web_errors errors;
    struct problems *problems;
    struct procedure_new_view v;
};

static enum rc load(struct door *d, struct drafting *n, struct err *err)
{
    int64_t version;
    *n = (struct drafting){.problems = ARENA_NEW(d->a, struct problems)};
    *n->problems = (struct problems){.arena = d->a};
    enum rc rc = record_words_load(d, &n->w, err);
    if (rc == RC_OK)
        rc = procedure_get(d->app->procedures, d->db, door_param(d, STR("procedure")), 0, &n->now, &version,
                           err);
    if (rc != RC_OK)
        return rc;
    n->v.title = record_said(&n->w, n->now->title);
    n->v.url = arena_printf(d->a, "/procedures/%.*s/new", STR_ARG(n->now->id));
    n->v.about_url = arena_printf(d->a, "/registers/%.*s/about", STR_ARG(n->now->id));
    return RC_OK;
}

static enum rc show(struct drafting *n)
{
    struct door *d = n->w.d;
    web_frame(d, &n->v.shell, PLACE_REGISTERS, TEXT1(d, "procedure_new.heading", n->v.title));
    n->v.text.value = n->text;
    n->v.errors = web_errors_view(d, &n->errors, &n->v.shell);
    n->v.problems = web_problems(d, n->problems, false);
    page_procedure_new(&d->h, &n->v);
    return RC_OK;
}

enum rc handle_procedure_new(struct door *d, struct err *err)
{
    struct drafting n;
    enum rc rc = load(d, &n, err);
    if (rc != RC_OK)
        return rc;
    n.text = n.now->text;
    return show(&n);
}

/* ---- the difference ---- */

static void fill_difference(struct drafting *n)
{
    static const char *const MARK[] = {" ", "−", "+", "…"};
    struct door *d = n->w.d;
    struct difference all = difference_of(d->a, n->now->text, n->text);
    struct difference_row *row = ARENA_ARRAY(d->a, struct difference_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct difference_line *l = &all.row[i];
        row[i] = (struct difference_row){
            .mark = str_c(MARK[l->kind]),
            .number = arena_printf(d->a, "%4d", l->new_line ? l->new_line : l->old_line),
            .text = l->text,
            .is_in = l->kind == DIFFERENCE_IN,
            .is_out = l->kind == DIFFERENCE_OUT,
            .is_gap = l->kind == DIFFERENCE_GAP};
    }
    n->v.lines = row;
    n->v.lines_n = all.n;
    n->v.count =
        TEXT2(d, "procedure_new.count", web_number(d, (int64_t)all.in), web_number(d, (int64_t)all.out));
}

/* ---- what its rules would have done ---- */

static struct str on_name(const struct procedure *p, const struct procedure_on *on)
{
    switch (on->kind) {
    case ON_ACT:
        return p->act[on->index].id;
    case ON_CLOCK_WARNED:
    case ON_CLOCK_EXPIRED:
        return p->clock[on->index].id;
    case ON_CADENCE_ASKED:
    case ON_CADENCE_MISSED:
        break;
    }
    return p->cadence[on->index].id;
}

/* Waits for the same and asks the same as in force: then it would have done what it did. */
static bool is_as_now(const struct drafting *n, const struct procedure_rule *r)
{
    for (size_t i = 0; i < n->now->rules; i++) {
        const struct procedure_rule *o = &n->now->rule[i];
        if (str_eq(o->id, r->id))
            return o->on.kind == r->on.kind && o->on.rung == r->on.rung &&
                   str_eq(on_name(n->now, &o->on), on_name(n->draft, &r->on)) &&
                   str_eq(o->when.text, r->when.text);
    }
    return false;
}

static enum rc try_rule(struct drafting *n, int rule, struct dry_rule *ret, struct err *err)
{
    struct door *d = n->w.d;
    struct record_hits hits;
    enum rc rc =
        record_dry_run(d->db, d->a, d->app->procedures, d->who.actor.tenant_id, n->draft, rule, &hits, err);
    if (rc != RC_OK)
        return rc;
    const struct procedure_rule *r = &n->draft->rule[rule];
    struct str name = r->title.zh.n ? record_said(&n->w, r->title) : r->id;
    bool may_see = record_scope_of(n->now, &d->who.actor).is_all;
    size_t shown = !may_see ? 0 : hits.n < HITS_SHOWN ? hits.n : HITS_SHOWN;
    struct dry_hit *hit = ARENA_ARRAY(d->a, struct dry_hit, shown + 1);
    for (size_t i = 0; i < shown; i++)
        hit[i] = (struct dry_hit){record_url(&n->w, hits.row[i].record_id), hits.row[i].code,
                                  hits.row[i].title, web_instant(d, hits.row[i].at_ms)};
    struct str arg[] = {name, web_number(d, hits.total), web_number(d, hits.records),
                        web_number(d, (int64_t)shown)};
    ret->sentence = text_fill(d->a, TEXT(d, "procedure_new.would"), arg, COUNT_OF(arg));
    ret->hits = hit;
    ret->hits_n = shown;
    return RC_OK;
}

static enum rc fill_rules(struct drafting *n, struct err *err)
{
    struct dry_rule *rule = ARENA_ARRAY(n->w.d->a, struct dry_rule, n->draft->rules + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n->draft->rules && rc == RC_OK; i++)
        if (!is_as_now(n, &n->draft->rule[i]))
            rc = try_rule(n, (int)i, &rule[n->v.rules_n++], err);
    n->v.rules = rule;
    return rc;
}

/* ---- the text ---- */

/* As it is kept: lines end with \n alone, whatever a form made of them. */
static struct str with_plain_ends(struct arena *a, struct str text)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
            buf_putc(&b, text.p[i]);
    return arena_str(a, buf_str(&b));
}

static enum rc read_text(struct drafting *n, struct err *err)
{
    struct door *d = n->w.d;
    struct procedure_words words = procedure_words_here();
    struct str file;
    size_t bad;
    if (!web_given(d, &n->text, &file))
        return FAIL(err, RC_INVALID, "form.nothing_given", "no file, no text");
    if (!utf8_is_clean(n->text, &bad)) {
        n->text = (struct str){0};
        (void)FAIL(err, RC_INVALID, "form.file_is_no_text", "byte %zu", bad);
        return err_arg(err, 0, arena_printf(d->a, "%zu", bad + 1));
    }
    n->text = with_plain_ends(d->a, n->text);
    enum rc rc = procedure_read(d->a, n->text, &words, &n->draft, n->problems, err);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(n->draft->id, n->now->id))
        return FAIL(err, RC_INVALID, "procedure_new.other_id", "%.*s", STR_ARG(n->draft->id));
    if (str_eq(n->text, n->now->text))
        return FAIL(err, RC_INVALID, "procedure.same_as_now", "%.*s", STR_ARG(n->draft->id));
    return RC_OK;
}

/* What only the set of all shows is looked for here too, before anybody writes a reason. */
static enum rc check_set(struct drafting *n, struct err *err)
{
    struct door *d = n->w.d;
    struct procedure_versions all;
    enum rc rc = procedure_list(d->app->procedures, d->db, d->a, &all, err);
    if (rc != RC_OK)
        return rc;
    const struct procedure **set = ARENA_ARRAY(d->a, const struct procedure *, all.n + 1);
    struct problems *each = ARENA_ARRAY(d->a, struct problems, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        set[i] = str_eq(all.row[i].procedure->id, n->draft->id) ? n->draft : all.row[i].procedure;
        each[i] = (struct problems){.arena = d->a};
    }
    procedures_check(d->a, set, all.n, each);
    for (size_t i = 0; i < all.n; i++)
        if (each[i].blocking) {
            *n->problems = each[i];
            return FAIL(err, RC_INVALID, "procedure.cannot_read", "%.*s", STR_ARG(set[i]->id));
        }
    return RC_OK;
}

static enum rc adopt(struct drafting *n, struct err *err)
{
    struct door *d = n->w.d;
    struct act_receipt receipt;
    struct procedure_adopt in = {.book = d->app->procedures,
                                 .text = &n->text,
                                 .n = 1,
                                 .reason = n->v.reason.value,
                                 .problems = n->problems};
    if (in.reason.n == 0) {
        n->v.reason.error = TEXT(d, "procedure_new.reason_missing");
        return FAIL(err, RC_INVALID, "procedure_new.reason_missing", "no reason");
    }
    return door_act(d, &in, &receipt, err);
}

enum rc handle_procedure_adopt(struct door *d, struct err *err)
{
    struct drafting n;
    bool is_sure = http_form(d->q, STR("sure")).n > 0;
    enum rc rc = load(d, &n, err);
    if (rc != RC_OK)
        return rc;
    n.v.reason.value = str_trim(http_form(d->q, STR("reason")));
    rc = read_text(&n, err);
    if (rc == RC_OK)
        rc = check_set(&n, err);
    n.v.is_checked = rc == RC_OK;
    if (rc == RC_OK && is_sure) {
        rc = adopt(&n, err);
        if (rc == RC_OK) {
            door_see(d, STR("/procedures"));
            return RC_OK;
        }
    }
    struct err why = *err;
    if (rc != RC_OK && !web_refused(d, &n.errors, STR(""), rc, &why))
        return rc;
    if (n.v.is_checked) {
        fill_difference(&n);
        rc = fill_rules(&n, err);
        if (rc != RC_OK)
            return rc;
    }
    return show(&n);
}
