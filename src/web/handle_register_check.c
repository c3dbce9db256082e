/* /registers/check: what registers found in themselves. */
#include <inttypes.h>

#include "domain/register_check.h"
#include "web/asset.h"
#include "web/listing.h"
#include "web/record_words.h"
#include "web/views/register_check.h"

#define CHECKS_PER_PAGE 50

struct looking {
    struct record_words w;
    struct procedure_versions all;
    struct register_checks checks;
    struct register_check_view v;
    int kind; /* CHECK__COUNT: all */
    int64_t lead;
    const struct check_finding **shown; /* that pass the filters */
    size_t shown_n;
};

static const char *const KIND_TITLES[CHECK__COUNT] = {
    K("register_check.kind_owner"), K("register_check.kind_orphan"),    K("register_check.kind_supervision"),
    K("register_check.kind_unit"),  K("register_check.kind_calendar"),  K("register_check.kind_rule"),
    K("register_check.kind_fact"),  K("register_check.kind_mechanism"), K("register_check.kind_tick")};

static void fill_figures(struct looking *l)
{
    struct door *d = l->w.d;
    struct check_figure *f = ARENA_ARRAY(d->a, struct check_figure, CHECK__COUNT);
    for (int i = 0; i < CHECK__COUNT; i++)
        f[i] =
            (struct check_figure){.title = door_text(d, KIND_TITLES[i]),
                                  .url = arena_printf(d->a, "/registers/check?kind=%s#list", CHECK_NAMES[i]),
                                  .count = web_number(d, (int64_t)l->checks.count[i]),
                                  .is_here = i == l->kind,
                                  .is_nothing = l->checks.count[i] == 0};
    l->v.figures = f;
    l->v.figures_n = CHECK__COUNT;
}

static void read_query(struct looking *l)
{
    struct door *d = l->w.d;
    struct str kind = http_query(d->q, STR("kind"));
    for (l->kind = 0; l->kind < CHECK__COUNT && !str_eq(kind, str_c(CHECK_NAMES[l->kind])); l->kind++)
        ;
    if (l->kind < CHECK__COUNT)
        l->v.kind = kind;
    struct str procedure = http_query(d->q, STR("procedure"));
    for (size_t i = 0; i < l->all.n; i++)
        if (str_eq(l->all.row[i].procedure->id, procedure))
            l->v.procedure.value = procedure;
    if (!str_to_i64(http_query(d->q, STR("lead")), &l->lead) || l->lead <= 0)
        l->lead = 0;
    if (l->lead)
        l->v.lead.value = arena_printf(d->a, "%" PRId64, l->lead);
    l->v.list_title =
        TEXT1(d, "register_check.list",
              l->kind < CHECK__COUNT ? door_text(d, KIND_TITLES[l->kind]) : TEXT(d, "register_check.all"));
}

static void fill_choices(struct looking *l)
{
    struct door *d = l->w.d;
    struct option *p = ARENA_ARRAY(d->a, struct option, l->all.n + 1);
    struct option *o = ARENA_ARRAY(d->a, struct option, l->w.organs.n + 1);
    p[0] = o[0] = (struct option){.label = TEXT(d, "register_check.any")};
    for (size_t i = 0; i < l->all.n; i++)
        p[i + 1] =
            (struct option){l->all.row[i].procedure->id, record_said(&l->w, l->all.row[i].procedure->title)};
    for (size_t i = 0; i < l->w.organs.n; i++)
        o[i + 1] = (struct option){arena_printf(d->a, "%" PRId64, l->w.organs.organ[i].organ_id),
                                   l->w.organs.organ[i].short_name};
    l->v.procedures = p;
    l->v.procedures_n = l->all.n + 1;
    l->v.leads = o;
    l->v.leads_n = l->w.organs.n + 1;
}

static void choose(struct looking *l)
{
    l->shown = ARENA_ARRAY(l->w.d->a, const struct check_finding *, l->checks.n + 1);
    for (size_t i = 0; i < l->checks.n; i++) {
        const struct check_finding *f = &l->checks.row[i];
        bool is_wanted = (l->kind == CHECK__COUNT || (int)f->kind == l->kind) &&
                         (l->v.procedure.value.n == 0 || str_eq(l->v.procedure.value, f->procedure)) &&
                         (l->lead == 0 || l->lead == f->organ_id);
        if (is_wanted)
            l->shown[l->shown_n++] = f;
    }
}

static struct str title_of_register(const struct looking *l, struct str procedure)
{
    for (size_t i = 0; i < l->all.n; i++)
        if (str_eq(l->all.row[i].procedure->id, procedure))
            return record_said(&l->w, l->all.row[i].procedure->title);
    return procedure;
}

static struct str url_of(const struct looking *l, const struct check_finding *f)
{
    struct arena *a = l->w.d->a;
    if (f->record_id)
        return record_url(&l->w, f->record_id);
    if (f->procedure.n)
        return arena_printf(a, "/registers/%.*s/about", STR_ARG(f->procedure));
    return f->organ_id ? arena_printf(a, "/organs/%" PRId64, f->organ_id) : (struct str){0};
}

static struct check_row row_of(const struct looking *l, const struct check_finding *f)
{
    struct door *d = l->w.d;
    struct str arg[COUNT_OF(f->arg)];
    for (size_t i = 0; i < COUNT_OF(arg); i++)
        arg[i] = record_said(&l->w, f->arg[i]);
    struct check_row row = {.kind = door_text(d, KIND_TITLES[f->kind]),
                            .register_title = title_of_register(l, f->procedure),
                            .code = f->code,
                            .title = record_said(&l->w, f->title),
                            .url = url_of(l, f),
                            .wrong = text_fill(d->a, door_text(d, f->text), arg, COUNT_OF(arg))};
    if (f->organ_id) {
        row.unit = record_organ(&l->w, f->organ_id);
        row.unit_url = arena_printf(d->a, "/organs/%" PRId64, f->organ_id);
    }
    return row;
}

static void fill_rows(struct looking *l)
{
    struct door *d = l->w.d;
    size_t page = (size_t)web_page_asked(d), per_page = CHECKS_PER_PAGE;
    size_t first = listing_is_asked(d) ? 0 : (page - 1) * per_page;
    size_t last = listing_is_asked(d) || first + per_page > l->shown_n ? l->shown_n : first + per_page;
    struct check_row *rows = ARENA_ARRAY(d->a, struct check_row, last > first ? last - first : 1);
    for (size_t i = first; i < last; i++)
        rows[l->v.rows_n++] = row_of(l, l->shown[i]);
    l->v.rows = rows;
    struct str path =
        arena_printf(d->a, "/registers/check?kind=%.*s&procedure=%.*s&lead=%.*s", STR_ARG(l->v.kind),
                     STR_ARG(l->v.procedure.value), STR_ARG(l->v.lead.value));
    l->v.pager = web_pager(d, path, (int64_t)l->shown_n, CHECKS_PER_PAGE, (int64_t)page);
    if (l->checks.has_more)
        l->v.more = TEXT1(d, "register_check.more", web_number(d, CHECK_ROWS_MAX));
}

static enum rc export_checks(struct looking *l, struct err *err)
{
    struct door *d = l->w.d;
    struct listing list = listing_of(d, STR("checks"), TEXT(d, "register_check.title"));
    listing_remark(&list, l->v.list_title);
    listing_remark(&list, l->v.more);
    listing_column(&list, TEXT(d, "register_check.kind"), 28);
    listing_column(&list, TEXT(d, "register_check.register"), 16);
    listing_column(&list, TEXT(d, "register_check.code"), 16);
    listing_column(&list, TEXT(d, "register_check.matter"), 32);
    listing_column(&list, TEXT(d, "register_check.unit"), 16);
    listing_column(&list, TEXT(d, "register_check.wrong"), 48);
    for (size_t i = 0; i < l->v.rows_n; i++) {
        const struct check_row *r = &l->v.rows[i];
        const struct str cell[] = {r->kind, r->register_title, r->code, r->title, r->unit, r->wrong};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&list, cell[k]);
    }
    return listing_reply(&list, err);
}

enum rc handle_registers_check(struct door *d, struct err *err)
{
    struct looking l = {.kind = CHECK__COUNT};
    struct register_check ask = {.book = d->app->procedures,
                                 .coverage = ASSET_COVERAGE[0].raw,
                                 .actor = &d->who.actor,
                                 .now_ms = d->now_ms};
    enum rc rc = record_words_load(d, &l.w, err);
    if (rc == RC_OK)
        rc = procedure_list(d->app->procedures, d->db, d->a, &l.all, err);
    if (rc == RC_OK)
        rc = register_check(d->db, d->a, &ask, &l.checks, err);
    if (rc != RC_OK)
        return rc;
    read_query(&l);
    fill_figures(&l);
    fill_choices(&l);
    choose(&l);
    fill_rows(&l);
    web_frame(d, &l.v.shell, PLACE_REGISTERS_CHECK, TEXT(d, "register_check.title"));
    if (listing_is_asked(d))
        return export_checks(&l, err);
    page_register_check(&d->h, &l.v);
    return RC_OK;
}
