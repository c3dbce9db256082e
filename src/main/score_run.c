/* `kaocheng score run`: totals, ranks and grades; into a directory also every node and where points went. */
#include <stdio.h>

#include "base/fixed.h"
#include "base/key.h"
#include "main/files.h"
#include "main/score.h"
#include "score/exact.h"
#include "table/csv.h"
#include "text/text.h"

/* ---- the files ---- */

/* unit,node,score: of the leaves alone, or of every node. */
static struct str nodes_csv(const struct scoring *s, bool leaves_only)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct csv w = csv_to(&out, false);
    csv_cell(&w, STR("unit"));
    csv_cell(&w, STR("node"));
    csv_cell(&w, STR("score"));
    csv_end(&w);
    for (int u = 0; u < s->scheme->units_count; u++)
        for (int n = 0; n < s->scheme->nodes_count; n++) {
            const struct node *node = &s->scheme->nodes[n];
            if (leaves_only && node->method == METHOD_NONE)
                continue;
            csv_cell(&w, s->scheme->units[u].name);
            csv_cell(&w, node->id);
            csv_cell(&w, scoring_score(s, s->result, n, u));
            csv_end(&w);
        }
    ASSERT(!out.failed);
    return arena_str(s->arena, buf_str(&out));
}

static struct str bar_name(const struct scoring *s, const struct score_bar *bar)
{
    return bar->node < 0 ? text_get(s->lang, bar->text) : s->scheme->nodes[bar->node].name;
}

/* One unit: from the full marks to the score, what was lost and won where. */
static enum rc put_waterfall(const struct scoring *s, int unit, struct buf *out)
{
    const struct score_waterfall *w;
    struct arena *a = s->arena;
    enum rc rc = score_waterfall(s->result, 0, unit, a, &w, s->err);
    if (rc != RC_OK)
        return rc;
    buf_printf(out, "%.*s\n", STR_ARG(s->scheme->units[unit].name));
    if (!w->has_score) {
        buf_printf(out, "  %.*s\n\n", STR_ARG(T(s->lang, "command.no_total")));
        return RC_OK;
    }
    buf_printf(out, "  %.*s %.*s\n", STR_ARG(fixed_write(a, w->full, w->digits)),
               STR_ARG(T(s->lang, "command.full_marks")));
    for (int i = 0; i < w->bars_count; i++) {
        struct str delta = fixed_write(a, w->bars[i].delta, w->digits);
        buf_printf(out, "  %s%.*s %.*s\n", w->bars[i].delta > 0 ? "+" : "", STR_ARG(delta),
                   STR_ARG(bar_name(s, &w->bars[i])));
    }
    buf_printf(out, "  = %.*s\n\n", STR_ARG(fixed_write(a, w->score, w->digits)));
    return RC_OK;
}

static enum rc write_files(const struct scoring *s, struct str dir, struct str result)
{
    struct buf out CLEANUP(buf_release) = {0};
    enum rc rc = RC_OK;
    for (int u = 0; u < s->scheme->units_count && rc == RC_OK; u++)
        rc = put_waterfall(s, u, &out);
    ASSERT(!out.failed);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("result.csv"), result, s->err);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("leaves.csv"), nodes_csv(s, true), s->err);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("nodes.csv"), nodes_csv(s, false), s->err);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("explanation.txt"), buf_str(&out), s->err);
    return rc;
}

/* ---- what to look at ---- */

#define NAMES_MAX 5

/* Units that have no total, with the first few names. */
static void say_without_total(const struct scoring *s)
{
    struct buf names CLEANUP(buf_release) = {0};
    int n = 0, first = -1;
    for (int u = 0; u < s->scheme->units_count; u++) {
        if (s->result->units[u].has_total)
            continue;
        first = first < 0 ? u : first;
        if (n++ < NAMES_MAX)
            buf_printf(&names, "%s%.*s", n > 1 ? "、" : "", STR_ARG(s->scheme->units[u].name));
    }
    if (n > NAMES_MAX)
        buf_printf(&names, "…");
    ASSERT(!names.failed);
    if (n == 0)
        return;
    struct str arg[] = {arena_printf(s->arena, "%d", n), buf_str(&names), s->scheme->units[first].name};
    command_say(s->lang, s->arena, K("score_command.no_total"), arg, COUNT_OF(arg));
}

static bool is_over_full(const struct scoring *s, int node, int unit)
{
    const struct node *n = &s->scheme->nodes[node];
    if (score_state(s->result, node, unit) != SCORE_PRESENT)
        return false;
    struct exact x = {.a = s->arena};
    struct dec full = n->full[s->scheme->units[unit].class_index];
    return rat_cmp(&x, rat_scaled(score_of(s->result, node, unit), n->digits), rat_dec(full)) > 0;
}

/* Numbers taken as they are, with nothing to stop them at the full marks: most often they are out of 100. */
static void say_over_full(const struct scoring *s)
{
    for (int i = 0; i < s->scheme->nodes_count; i++) {
        const struct node *n = &s->scheme->nodes[i];
        int over = 0, first = -1;
        if (n->method != METHOD_DIRECT || n->role != ROLE_PART || n->cap.is_set)
            continue;
        for (int u = 0; u < s->scheme->units_count; u++)
            if (is_over_full(s, i, u)) {
                first = first < 0 ? u : first;
                over++;
            }
        if (over == 0)
            continue;
        struct str arg[] = {n->name, arena_printf(s->arena, "%d", over), s->scheme->units[first].name,
                            scoring_score(s, s->result, i, first)};
        command_say(s->lang, s->arena, K("score_command.over_full"), arg, COUNT_OF(arg));
    }
}

static enum rc run(struct scoring *s)
{
    struct str dir = scoring_option(s, "out");
    struct buf csv CLEANUP(buf_release) = {0}, json CLEANUP(buf_release) = {0};
    enum rc rc = scoring_open(s);
    if (rc != RC_OK)
        return rc;
    score_write_csv(s->result, &csv);
    ASSERT(!csv.failed);
    if (s->is_json)
        score_write_json(s->result, &json);
    if (dir.n)
        rc = write_files(s, dir, buf_str(&csv));
    if (rc == RC_OK)
        rc = scoring_put_out(s, s->is_json ? &json : &csv);
    if (rc == RC_OK) {
        say_without_total(s);
        say_over_full(s);
    }
    return rc;
}

int command_score_run(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct scoring s = scoring_new(c, a, lang, value, &err);
    return scoring_end(&s, run(&s));
}
