#include "web/export.h"

/* "评估方案：云澜市…": a remark above the table. n = 0 when there is nothing to say. */
static struct str named(struct door *d, struct str name, struct str value)
{
    return value.n ? TEXT2(d, "export.named", name, value) : (struct str){0};
}

static struct str or_dash(struct str s) { return s.n ? s : STR("—"); }

static struct str joined(struct door *d, struct str a, struct str between, struct str b)
{
    if (a.n == 0 || b.n == 0)
        return a.n ? a : b;
    return arena_printf(d->a, "%.*s%.*s%.*s", STR_ARG(a), STR_ARG(between), STR_ARG(b));
}

static struct str span_of(struct door *d, struct str from, struct str to)
{
    return joined(d, from, STR(" ～ "), to);
}

/* A tree as a list: two full-width spaces a level, as 层级 is written on paper. */
static struct str indented(struct door *d, int depth, struct str name)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (int i = 0; i < depth; i++)
        buf_put(&b, STR("　　"));
    buf_put(&b, name);
    return arena_str(d->a, buf_str(&b));
}

/* ---- results ---- */

static struct str moved_text(struct door *d, bool has_last, int moved)
{
    if (!has_last)
        return STR("—");
    return moved > 0 ? arena_printf(d->a, "+%d", moved) : web_points(d, moved, 0, true);
}

enum rc export_ranking(struct door *d, const struct ranking_view *v, struct err *err)
{
    struct listing l =
        listing_of(d, STR("scores"), TEXT2(d, "export.scores_title", v->class_name, v->period));
    l.is_sensitive = l.is_wide = true;
    listing_remark(&l, named(d, TEXT(d, "export.scheme"), v->scheme_name));
    listing_remark(&l, v->state);
    listing_number(&l, TEXT(d, "scores.rank"), 7);
    listing_column(&l, TEXT(d, "scores.organ"), 22);
    listing_number(&l, TEXT(d, "scores.moved"), 8);
    for (size_t i = 0; i < v->parts_n; i++) {
        listing_number(&l, joined(d, v->parts[i].name, STR(" "), v->parts[i].full), 14);
        listing_group(&l, TEXT(d, "scores.parts"));
    }
    listing_number(&l, TEXT(d, "scores.total"), 10);
    listing_number(&l, TEXT(d, "scores.adjust"), 10);
    if (v->last_period.n) {
        listing_number(&l, TEXT(d, "scores.rank"), 9);
        listing_group(&l, v->last_period);
        listing_number(&l, TEXT(d, "scores.total"), 10);
        listing_group(&l, v->last_period);
    }
    listing_column(&l, TEXT(d, "scores.grade"), 10);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct rank_row *r = &v->rows[i];
        listing_cell(&l, r->rank);
        listing_cell(&l, r->organ);
        listing_cell(&l, moved_text(d, r->has_last, r->moved));
        for (size_t k = 0; k < v->parts_n; k++)
            listing_cell(&l, or_dash(r->part_text[k]));
        listing_cell(&l, r->total);
        listing_cell(&l, r->adjust);
        if (v->last_period.n) {
            listing_cell(&l, r->has_last ? r->last_rank : STR("—"));
            listing_cell(&l, r->has_last ? r->last_total : STR("—"));
        }
        listing_cell(&l, or_dash(r->grade));
    }
    return listing_reply(&l, err);
}

/* A further list of a page: under the title of the page, behind a tab of its own. */
static struct listing further(const struct listing *first, struct str name, struct str tab)
{
    struct listing l = listing_of(first->d, name, joined(first->d, first->title, STR(" · "), tab));
    l.tab = tab;
    l.is_sensitive = first->is_sensitive;
    for (size_t i = 0; i < first->remarks; i++)
        listing_remark(&l, first->remark[i]);
    return l;
}

static struct listing list_falls(const struct listing *first, const struct unit_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("steps"), TEXT(d, "unit.waterfall"));
    listing_column(&l, TEXT(d, "export.step"), 40);
    listing_number(&l, TEXT(d, "adjust.points"), 12);
    for (size_t i = 0; i < v->waterfall_n; i++) {
        listing_cell(&l, v->waterfall[i].label);
        listing_cell(&l, v->waterfall[i].text);
    }
    return l;
}

static struct listing list_gains(const struct listing *first, const struct unit_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("gains"), v->gains_title);
    listing_column(&l, TEXT(d, "node.name"), 24);
    listing_column(&l, TEXT(d, "export.deed"), 48);
    listing_number(&l, TEXT(d, "adjust.points"), 9);
    listing_column(&l, TEXT(d, "export.note"), 36);
    for (size_t i = 0; i < v->gains_n; i++) {
        const struct gain_row *g = &v->gains[i];
        listing_cell(&l, g->name);
        listing_cell(&l, g->deed);
        listing_cell(&l, or_dash(g->points));
        listing_cell(&l, joined(d, g->rank, STR(" · "), g->room));
    }
    return l;
}

static struct listing list_adjusts(const struct listing *first, const struct unit_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("adjusts"), TEXT(d, "unit.adjusts"));
    listing_column(&l, TEXT(d, "adjust.name"), 32);
    listing_number(&l, TEXT(d, "adjust.points"), 9);
    listing_column(&l, TEXT(d, "export.basis"), 32);
    listing_column(&l, TEXT(d, "adjust.day"), 18);
    listing_column(&l, TEXT(d, "receipt.short"), 10);
    for (size_t i = 0; i < v->adjusts_n; i++) {
        const struct adjust_row *r = &v->adjusts[i];
        const struct str cell[] = {r->name, r->points, r->basis, r->day, r->entry};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return l;
}

static struct listing list_history(const struct listing *first, const struct unit_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("periods"), TEXT(d, "unit.past"));
    listing_column(&l, TEXT(d, "scores.periods"), 20);
    listing_number(&l, TEXT(d, "scores.total"), 12);
    listing_number(&l, TEXT(d, "scores.rank"), 9);
    for (size_t i = 0; i < v->history_n; i++) {
        listing_cell(&l, v->history[i].period);
        listing_cell(&l, v->history[i].total);
        listing_cell(&l, v->history[i].rank);
    }
    return l;
}

/* Results of past years, as the pages of a unit have them. */
static struct listing list_past(const struct listing *first, const struct unit_past_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("past"), TEXT(d, "past.of_unit"));
    listing_column(&l, TEXT(d, "past.year"), 8);
    listing_column(&l, TEXT(d, "past.class"), 20);
    listing_number(&l, TEXT(d, "past.score"), 12);
    listing_number(&l, TEXT(d, "past.rank"), 8);
    listing_column(&l, TEXT(d, "past.grade"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct past_row *r = &v->rows[i];
        const struct str cell[] = {r->year, r->class_name, r->score, r->rank, r->grade};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return l;
}

static struct listing list_nodes(struct door *d, const struct unit_view *v)
{
    struct listing l = listing_of(d, STR("unit"), TEXT2(d, "export.unit_title", v->organ_full, v->period));
    l.tab = TEXT(d, "unit.nodes");
    l.is_sensitive = true;
    listing_remark(&l, named(d, TEXT(d, "export.scheme"), v->scheme_name));
    listing_remark(&l, named(d, TEXT(d, "organ.class"), v->class_name));
    listing_remark(&l, web_text(d, K("export.unit_total"), v->total, v->rank));
    listing_column(&l, TEXT(d, "node.name"), 40);
    listing_number(&l, TEXT(d, "node.full"), 9);
    listing_number(&l, TEXT(d, "node.score"), 10);
    listing_number(&l, TEXT(d, "node.lost"), 9);
    listing_number(&l, TEXT(d, "node.mean"), 11);
    listing_column(&l, TEXT(d, "node.rank"), 11);
    listing_column(&l, TEXT(d, "export.note"), 22);
    for (size_t i = 0; i < v->nodes_n; i++) {
        const struct node_row *n = &v->nodes[i];
        listing_cell(&l, indented(d, n->depth, n->name));
        listing_cell(&l, n->full);
        listing_cell(&l, n->score);
        listing_cell(&l, n->lost);
        listing_cell(&l, n->mean);
        listing_cell(&l, n->rank);
        listing_cell(&l, n->note);
    }
    return l;
}

enum rc export_unit(struct door *d, const struct unit_view *v, struct err *err)
{
    struct listing all[6] = {list_nodes(d, v)};
    size_t n = 1;
    all[n++] = list_falls(&all[0], v);
    if (v->gains_n)
        all[n++] = list_gains(&all[0], v);
    all[n++] = list_adjusts(&all[0], v);
    all[n++] = list_history(&all[0], v);
    if (v->past.rows_n) /* as on the page */
        all[n++] = list_past(&all[0], &v->past);
    return listing_reply_all(all, n, err);
}

static void list_children(struct listing *l, const struct indicator_view *v)
{
    struct door *d = l->d;
    listing_column(l, TEXT(d, "node.name"), 36);
    listing_number(l, TEXT(d, "node.full"), 9);
    listing_number(l, TEXT(d, "node.score"), 10);
    listing_number(l, TEXT(d, "node.lost"), 9);
    listing_number(l, TEXT(d, "node.mean"), 11);
    listing_column(l, TEXT(d, "export.note"), 22);
    for (size_t i = 0; i < v->children_n; i++) {
        const struct node_row *n = &v->children[i];
        listing_cell(l, n->name);
        listing_cell(l, n->full);
        listing_cell(l, n->score);
        listing_cell(l, n->lost);
        listing_cell(l, n->mean);
        listing_cell(l, n->note);
    }
}

static void list_inputs(struct listing *l, const struct indicator_view *v)
{
    struct door *d = l->d;
    listing_column(l, TEXT(d, "input.measure"), 34);
    listing_column(l, TEXT(d, "input.period"), 16);
    listing_number(l, TEXT(d, "input.value"), 12);
    listing_column(l, TEXT(d, "export.unit_of"), 9);
    listing_column(l, TEXT(d, "export.note"), 10);
    listing_column(l, TEXT(d, "input.by"), 18);
    listing_column(l, TEXT(d, "entry.at"), 17);
    listing_column(l, TEXT(d, "receipt.short"), 10);
    for (size_t i = 0; i < v->inputs_n; i++) {
        const struct input_row *in = &v->inputs[i];
        bool is_missing = in->value.n == 0;
        listing_cell(l, in->measure);
        listing_cell(l, in->period);
        listing_cell(l, is_missing ? in->is_used ? TEXT(d, "input.missing") : STR("—") : in->value);
        listing_cell(l, is_missing ? (struct str){0} : in->unit);
        listing_cell(l, !in->is_used && !is_missing ? TEXT(d, "input.unused") : (struct str){0});
        listing_cell(l, in->by);
        listing_cell(l, in->at);
        listing_cell(l, in->entry);
    }
}

static void list_behind(struct listing *l, const struct indicator_view *v)
{
    struct door *d = l->d;
    listing_column(l, TEXT(d, "input.measure"), 34);
    listing_column(l, TEXT(d, "work_fact.days"), 26);
    listing_column(l, TEXT(d, "work_fact.rule"), 30);
    listing_column(l, TEXT(d, "work_fact.counts"), 20);
    listing_number(l, TEXT(d, "input.value"), 12);
    listing_column(l, TEXT(d, "work_fact.record"), 12);
    listing_column(l, TEXT(d, "receipt.short"), 10);
    for (size_t i = 0; i < v->behind_n; i++) {
        const struct work_fact_row *b = &v->behind[i];
        const struct str cells[] = {b->measure, b->days, b->rule, b->counts, b->value, b->record, b->entry};
        for (size_t k = 0; k < COUNT_OF(cells); k++)
            listing_cell(l, cells[k]);
    }
}

/* How it was computed: the rule, then what was done, in order. */
static void list_steps(struct listing *l, const struct indicator_view *v)
{
    struct door *d = l->d;
    listing_column(l, TEXT(d, "export.step"), 12);
    listing_column(l, TEXT(d, "export.what"), 90);
    const struct str rule[] = {v->words, v->formula, v->numbers};
    for (size_t i = 0; i < COUNT_OF(rule); i++)
        if (rule[i].n) {
            listing_cell(l, TEXT(d, "indicator.with_names"));
            listing_cell(l, rule[i]);
        }
    for (size_t i = 0; i < v->steps_n; i++) {
        const struct step_row *s = &v->steps[i];
        listing_count(l, i + 1);
        listing_cell(l, joined(d, joined(d, s->what, STR(" "), s->with), STR(" = "), s->result));
    }
}

/* The values that went into one number; of a sum, its parts; then how it was computed. A node that has both
 * parts and values of its own has both lists. */
enum rc export_indicator(struct door *d, const struct indicator_view *v, struct err *err)
{
    struct listing all[4] = {listing_of(d, STR("values"), TEXT2(d, "export.node_title", v->organ, v->name))};
    struct listing *first = &all[0];
    bool has_parts = v->inputs_n == 0 && v->children_n > 0;
    size_t n = 1;
    first->is_sensitive = first->is_wide = true;
    first->tab = has_parts ? TEXT(d, "indicator.children") : TEXT(d, "indicator.inputs");
    listing_remark(first, v->period);
    listing_remark(first, named(d, TEXT(d, "export.scheme"), v->scheme_name));
    listing_remark(first, named(d, TEXT(d, "node.score"),
                                v->full.n ? joined(d, v->score, STR(" / "), v->full) : v->score));
    all[n] = further(first, STR("steps"), TEXT(d, "indicator.formula"));
    list_steps(&all[n++], v);
    if (v->inputs_n && v->children_n) {
        all[n] = further(first, STR("parts"), TEXT(d, "indicator.children"));
        list_children(&all[n++], v);
    }
    if (v->behind_n) {
        all[n] = further(first, STR("facts"), TEXT(d, "work_fact.behind"));
        list_behind(&all[n++], v);
    }
    if (has_parts)
        list_children(first, v);
    else
        list_inputs(first, v);
    return listing_reply_all(all, n, err);
}

/* ---- what was frozen and published ---- */

static struct listing list_publications(const struct listing *first, const struct publications_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("published"), TEXT(d, "publications.published"));
    l.is_wide = true;
    listing_column(&l, TEXT(d, "publications.number"), 8);
    listing_column(&l, TEXT(d, "publications.name"), 44);
    listing_column(&l, TEXT(d, "publications.period"), 18);
    listing_column(&l, TEXT(d, "publications.frozen_short"), 10);
    listing_column(&l, TEXT(d, "publications.open"), 22);
    listing_column(&l, TEXT(d, "publications.by"), 20);
    listing_column(&l, TEXT(d, "entry.at"), 17);
    listing_column(&l, TEXT(d, "publications.state"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct publication_line *r = &v->rows[i];
        const struct str cell[] = {r->number, r->title, r->period, r->frozen,
                                   r->open,   r->by,    r->at,     r->state};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return l;
}

enum rc export_publications(struct door *d, const struct publications_view *v, struct err *err)
{
    struct listing all[2] = {listing_of(d, STR("frozen"), v->shell.title)};
    struct listing *l = &all[0];
    l->is_sensitive = l->is_wide = true;
    all[1] = list_publications(l, v);
    l->tab = TEXT(d, "publications.frozen");
    listing_column(l, TEXT(d, "publications.number"), 8);
    listing_column(l, TEXT(d, "publications.period"), 18);
    listing_column(l, TEXT(d, "import.scheme"), 44);
    listing_column(l, TEXT(d, "publications.by"), 20);
    listing_column(l, TEXT(d, "entry.at"), 17);
    listing_column(l, TEXT(d, "publications.fingerprint"), 18);
    listing_column(l, TEXT(d, "publications.state"), 12);
    for (size_t i = 0; i < v->frozen_n; i++) {
        const struct frozen_row *r = &v->frozen[i];
        struct str state =
            r->public_url.n ? TEXT(d, "publications.is_public") : TEXT(d, "publications.not_public");
        const struct str cell[] = {r->number, r->period, r->scheme, r->by, r->at, r->fingerprint, state};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(l, cell[k]);
    }
    return listing_reply_all(all, COUNT_OF(all), err);
}

/* ---- schemes ---- */

enum rc export_schemes(struct door *d, const struct schemes_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("schemes"), v->shell.title);
    listing_column(&l, TEXT(d, "scheme.name"), 40);
    listing_column(&l, TEXT(d, "export.version"), 8);
    listing_column(&l, TEXT(d, "scheme.state"), 10);
    listing_column(&l, TEXT(d, "scheme.time"), 24);
    listing_number(&l, TEXT(d, "scheme.classes"), 8);
    listing_number(&l, TEXT(d, "scheme.indicators"), 8);
    listing_column(&l, TEXT(d, "scheme.by"), 20);
    listing_column(&l, TEXT(d, "entry.at"), 17);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct scheme_row *r = &v->rows[i];
        listing_cell(&l, r->name);
        listing_cell(&l, r->version);
        listing_cell(&l, r->state);
        listing_cell(&l, span_of(d, r->from, r->to));
        listing_count(&l, r->classes);
        listing_count(&l, r->indicators);
        listing_cell(&l, r->by);
        listing_cell(&l, r->at);
    }
    return listing_reply(&l, err);
}

enum rc export_scheme(struct door *d, const struct scheme_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("scheme"), joined(d, v->row.name, STR(" "), v->row.version));
    l.is_wide = true;
    listing_remark(&l, joined(d, v->row.state, STR(" · "), span_of(d, v->row.from, v->row.to)));
    listing_remark(&l, named(d, TEXT(d, "scheme.full"), v->full));
    listing_remark(&l, named(d, TEXT(d, "scheme.rounding"), v->rounding));
    listing_remark(&l, named(d, TEXT(d, "scheme.ties"), v->tie_rule));
    listing_remark(&l, named(d, TEXT(d, "scheme.grades"), v->grades));
    listing_remark(&l, named(d, TEXT(d, "scheme.hash"), v->hash));
    listing_column(&l, TEXT(d, "node.name"), 38);
    listing_number(&l, TEXT(d, "scheme.weight"), 10);
    listing_number(&l, TEXT(d, "scheme.sum"), 10);
    listing_column(&l, TEXT(d, "scheme.method"), 20);
    listing_column(&l, TEXT(d, "scheme.source"), 36);
    listing_column(&l, TEXT(d, "export.note"), 16);
    for (size_t i = 0; i < v->nodes_n; i++) {
        const struct scheme_node *n = &v->nodes[i];
        listing_cell(&l, indented(d, n->depth, n->name));
        listing_cell(&l, n->weight);
        listing_cell(&l, n->children_sum);
        listing_cell(&l, n->method);
        listing_cell(&l, n->source);
        listing_cell(&l, n->note);
    }
    return listing_reply(&l, err);
}

/* ---- imports ---- */

static struct listing list_drafts(const struct listing *first, const struct imports_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("drafts"), TEXT(d, "imports.drafts"));
    listing_column(&l, TEXT(d, "import.name"), 34);
    listing_column(&l, TEXT(d, "import.kind"), 12);
    listing_column(&l, TEXT(d, "imports.changed_at"), 17);
    for (size_t i = 0; i < v->drafts_n; i++) {
        listing_cell(&l, v->drafts[i].name);
        listing_cell(&l, v->drafts[i].kind);
        listing_cell(&l, v->drafts[i].at);
    }
    return l;
}

static struct listing list_imports(struct door *d, const struct imports_view *v)
{
    struct listing l = listing_of(d, STR("imports"), v->shell.title);
    l.tab = TEXT(d, "imports.done");
    l.is_sensitive = l.is_wide = true;
    l.total = v->pager.total;
    listing_column(&l, TEXT(d, "import.name"), 34);
    listing_column(&l, TEXT(d, "import.kind"), 12);
    listing_column(&l, TEXT(d, "export.scheme"), 28);
    listing_number(&l, TEXT(d, "import.fresh"), 8);
    listing_number(&l, TEXT(d, "import.changed"), 8);
    listing_number(&l, TEXT(d, "import.same"), 8);
    listing_number(&l, TEXT(d, "import.cleared"), 8);
    listing_column(&l, TEXT(d, "import.by"), 18);
    listing_column(&l, TEXT(d, "entry.at"), 17);
    listing_column(&l, TEXT(d, "receipt.short"), 10);
    listing_column(&l, TEXT(d, "export.note"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct import_row *r = &v->rows[i];
        listing_cell(&l, r->name);
        listing_cell(&l, r->kind);
        listing_cell(&l, r->scheme);
        listing_count(&l, r->fresh);
        listing_count(&l, r->changed);
        listing_count(&l, r->same);
        listing_count(&l, r->cleared);
        listing_cell(&l, r->by);
        listing_cell(&l, r->at);
        listing_cell(&l, r->entry);
        listing_cell(&l, r->undone.n ? TEXT(d, "import.undone_badge") : (struct str){0});
    }
    return l;
}

enum rc export_imports(struct door *d, const struct imports_view *v, struct err *err)
{
    struct listing all[2] = {list_imports(d, v)};
    size_t n = 1;
    if (v->drafts_n) /* as on the page */
        all[n++] = list_drafts(&all[0], v);
    return listing_reply_all(all, n, err);
}

enum rc export_import(struct door *d, const struct import_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("import"), TEXT1(d, "export.import_title", v->receipt.number));
    l.is_sensitive = true;
    l.total = v->changes_n + v->changes_more;
    listing_remark(&l, joined(d, v->row.kind, STR(" · "), v->row.name));
    listing_remark(&l, named(d, TEXT(d, "export.scheme"), v->row.scheme));
    listing_remark(&l, joined(d, v->receipt.by, STR(" · "), v->receipt.at));
    listing_remark(&l,
                   v->row.undone.n ? TEXT2(d, "import.undone", v->undone_by, v->undone_at) : (struct str){0});
    listing_column(&l, TEXT(d, "scores.organ"), 24);
    listing_column(&l, TEXT(d, "input.measure"), 36);
    listing_column(&l, TEXT(d, "input.period"), 16);
    listing_number(&l, TEXT(d, "export.before"), 14);
    listing_number(&l, TEXT(d, "import.after"), 14);
    for (size_t i = 0; i < v->changes_n; i++) {
        const struct import_change *c = &v->changes[i];
        listing_cell(&l, c->organ);
        listing_cell(&l, c->measure);
        listing_cell(&l, c->period);
        listing_cell(&l, c->before);
        listing_cell(&l, or_dash(c->after));
    }
    return listing_reply(&l, err);
}

/* ---- a table on its way in ---- */

static struct str level_of(struct door *d, const struct intake_problem_row *p)
{
    return p->is_remark    ? TEXT(d, "intake_check.remark")
           : p->is_warning ? TEXT(d, "problems.warning")
                           : TEXT(d, "problems.error");
}

static void list_problems(struct listing *l, const struct intake_problem_row *rows, size_t n)
{
    struct door *d = l->d;
    listing_column(l, TEXT(d, "export.kind"), 8);
    listing_column(l, TEXT(d, "problems.place"), 10);
    listing_column(l, TEXT(d, "export.subject"), 24);
    listing_column(l, TEXT(d, "problems.value"), 24);
    listing_column(l, TEXT(d, "problems.text"), 50);
    listing_column(l, TEXT(d, "problems.hint"), 50);
    listing_column(l, TEXT(d, "export.suggest"), 20);
    for (size_t i = 0; i < n; i++) {
        const struct intake_problem_row *p = &rows[i];
        const struct str cell[] = {level_of(d, p), p->place, p->subject, p->value,
                                   p->text,        p->hint,  p->suggest};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(l, cell[k]);
    }
}

/* Read otherwise than it was written; as many as the page lists. */
static struct listing list_fixes(const struct listing *first, const struct intake_check_view *v)
{
    struct door *d = first->d;
    struct listing l = further(first, STR("fixes"), TEXT(d, "export.fixes"));
    l.total = v->fixes_all;
    listing_column(&l, TEXT(d, "problems.place"), 10);
    listing_column(&l, TEXT(d, "intake_check.written"), 30);
    listing_column(&l, TEXT(d, "intake_check.taken_as"), 30);
    for (size_t i = 0; i < v->fixes_n; i++) {
        listing_cell(&l, v->fixes[i].place);
        listing_cell(&l, v->fixes[i].was);
        listing_cell(&l, v->fixes[i].became);
    }
    return l;
}

enum rc export_check(struct door *d, const struct intake_check_view *v, struct err *err)
{
    struct listing all[2] = {listing_of(d, STR("problems"), TEXT1(d, "export.check_title", v->name))};
    size_t n = 1;
    struct str count[] = {web_number(d, (int64_t)v->rows), web_number(d, (int64_t)v->good),
                          web_number(d, (int64_t)v->bad), web_number(d, (int64_t)v->warned)};
    all[0].is_sensitive = all[0].is_wide = true;
    all[0].total = v->problems_n + v->problems_more;
    listing_remark(&all[0], v->kind);
    listing_remark(&all[0], v->is_read
                                ? text_fill(d->a, TEXT(d, "intake_check.sentence"), count, COUNT_OF(count))
                                : TEXT(d, "intake_check.not_read"));
    if (v->fixes_n)
        all[n++] = list_fixes(&all[0], v);
    all[0].tab = TEXT(d, "intake_check.problems");
    list_problems(&all[0], v->problems, v->problems_n);
    return listing_reply_all(all, n, err);
}

enum rc export_confirm(struct door *d, const struct intake_confirm_view *v, struct err *err)
{
    struct listing all[2] = {listing_of(d, STR("difference"), TEXT1(d, "export.confirm_title", v->name))};
    struct listing *l = &all[0];
    size_t n = 1;
    l->is_sensitive = l->is_wide = true;
    l->total = v->lines_n + v->lines_more;
    listing_remark(l, v->kind);
    listing_remark(l, TEXT(d, "export.not_yet"));
    if (v->left_out) {
        all[n] = further(l, STR("left"), TEXT(d, "export.left_out"));
        all[n].total = v->lefts_n + v->lefts_more;
        list_problems(&all[n++], v->lefts, v->lefts_n);
    }
    l->tab = TEXT(d, "import.changes");
    listing_column(l, TEXT(d, "intake_confirm.subject"), 26);
    listing_column(l, TEXT(d, "intake_confirm.field"), 36);
    listing_column(l, TEXT(d, "intake_confirm.change"), 10);
    listing_number(l, TEXT(d, "import.before"), 16);
    listing_number(l, TEXT(d, "import.after"), 16);
    listing_column(l, TEXT(d, "intake_confirm.row"), 10);
    for (size_t i = 0; i < v->lines_n; i++) {
        const struct intake_diff_row *r = &v->lines[i];
        const struct str cell[] = {r->subject,         r->field,          r->change,
                                   or_dash(r->before), or_dash(r->after), r->place};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(l, cell[k]);
    }
    return listing_reply_all(all, n, err);
}

/* ---- organs and people ---- */

enum rc export_organs(struct door *d, const struct organs_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("organs"), v->shell.title);
    struct str class = {0};
    for (size_t i = 1; i < v->classes_n; i++)
        if (v->classes[i].is_here)
            class = v->classes[i].label;
    listing_remark(&l, named(d, TEXT(d, "organs.day"), v->day.value));
    listing_remark(&l, named(d, TEXT(d, "organ.class"), class));
    listing_remark(&l, named(d, TEXT(d, "organs.q"), v->q.value));
    listing_column(&l, TEXT(d, "organ.name"), 36);
    listing_column(&l, TEXT(d, "organ.short"), 20);
    listing_column(&l, TEXT(d, "organ.class"), 20);
    listing_column(&l, TEXT(d, "organ.parent"), 20);
    listing_column(&l, TEXT(d, "organ.code"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct organ_row *r = &v->rows[i];
        listing_cell(&l, r->is_closed ? joined(d, r->name, STR(" "), TEXT(d, "organ.closed")) : r->name);
        listing_cell(&l, r->short_name);
        listing_cell(&l, r->class_name);
        listing_cell(&l, r->parent);
        listing_cell(&l, r->code);
    }
    return listing_reply(&l, err);
}

/* People as the page shows them: masked. What was revealed stands in one reply, and that is a page. */
enum rc export_organ(struct door *d, const struct organ_view *v, struct err *err)
{
    struct listing all[2] = {listing_of(d, STR("people"), TEXT1(d, "export.people_title", v->name))};
    struct listing *l = &all[0];
    l->is_sensitive = true;
    listing_remark(l, named(d, TEXT(d, "organs.day"), v->day));
    listing_column(l, TEXT(d, "person.name"), 14);
    listing_column(l, TEXT(d, "person.post"), 24);
    listing_column(l, TEXT(d, "person.phone"), 18);
    listing_column(l, TEXT(d, "dated.time"), 28);
    for (size_t i = 0; i < v->people_n; i++) {
        const struct person_row *p = &v->people[i];
        listing_cell(l, p->name);
        listing_cell(l, p->post);
        listing_cell(l, p->phone);
        listing_cell(l, span_of(d, p->from, p->to.n ? p->to : TEXT(d, "dated.now")));
    }
    if (v->past.rows_n) /* as on the page */
        all[1] = list_past(l, &v->past);
    return listing_reply_all(all, v->past.rows_n ? 2 : 1, err);
}

/* ---- accounts, permissions, the ledger ---- */

enum rc export_accounts(struct door *d, const struct accounts_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("accounts"), v->shell.title);
    l.is_sensitive = true;
    listing_column(&l, TEXT(d, "account.login"), 20);
    listing_column(&l, TEXT(d, "account.name"), 22);
    listing_column(&l, TEXT(d, "account.organ"), 20);
    listing_column(&l, TEXT(d, "account.roles"), 26);
    listing_column(&l, TEXT(d, "account.since"), 13);
    listing_column(&l, TEXT(d, "export.note"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct account_row *r = &v->rows[i];
        listing_cell(&l, r->login);
        listing_cell(&l, r->name);
        listing_cell(&l, r->organ);
        listing_cell(&l, r->roles);
        listing_cell(&l, r->since);
        listing_cell(&l, r->is_closed   ? TEXT(d, "account.closed")
                         : r->is_locked ? TEXT(d, "account.locked")
                                        : (struct str){0});
    }
    return listing_reply(&l, err);
}

enum rc export_permits(struct door *d, const struct permits_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("permits"), v->shell.title);
    l.is_wide = true;
    listing_remark(&l, TEXT(d, "permits.legend"));
    listing_column(&l, TEXT(d, "permits.door"), 34);
    listing_column(&l, TEXT(d, "export.kind"), 8);
    for (size_t i = 0; i < v->roles_n; i++)
        listing_column(&l, v->roles[i], 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct permit_row *r = &v->rows[i];
        listing_cell(&l, r->name);
        listing_cell(&l, r->is_act ? TEXT(d, "permits.act") : TEXT(d, "export.view"));
        for (size_t k = 0; k < r->cells_n; k++)
            listing_cell(&l, r->cells[k].is_any ? STR("●") : r->cells[k].is_own ? STR("◐") : (struct str){0});
    }
    return listing_reply(&l, err);
}

enum rc export_ledger(struct door *d, const struct ledger_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("ledger"), v->shell.title);
    l.is_sensitive = l.is_wide = true;
    l.total = v->pager.total;
    listing_remark(&l, named(d, TEXT(d, "ledger.root"), v->root));
    listing_number(&l, TEXT(d, "entry.number"), 9);
    listing_column(&l, TEXT(d, "entry.act"), 24);
    listing_column(&l, TEXT(d, "entry.target"), 36);
    listing_column(&l, TEXT(d, "entry.by"), 20);
    listing_column(&l, TEXT(d, "entry.at"), 17);
    listing_column(&l, TEXT(d, "entry.leaf"), 18);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct entry_row *r = &v->rows[i];
        listing_cell(&l, r->number);
        listing_cell(&l, r->act);
        listing_cell(&l, r->target);
        listing_cell(&l, r->by);
        listing_cell(&l, r->at);
        listing_cell(&l, r->leaf);
    }
    return listing_reply(&l, err);
}
