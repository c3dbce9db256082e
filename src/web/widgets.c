/* Lengths are computed in ten-thousandths of the space that is there, as whole numbers, and written as
 * percentages: a picture fits any width, its text keeps its size, and no style attribute is needed. */
#include "web/widgets.h"

#include "base/json.h"
#include "gen/assets.h"
#include "text/text.h"

#define WHOLE 10000
#define CUT_WIDTH 160 /* of a cut in the axis: 1.6 % */

static void percent(struct html *h, int64_t part)
{
    buf_printf(h->out, "%lld.%02lld%%", (long long)(part / 100), (long long)(part % 100));
}

static int64_t share(int64_t v, int64_t of)
{
    return of <= 0 || v <= 0 ? 0 : v >= of ? WHOLE : v * WHOLE / of;
}

void widget_icon(struct html *h, struct str name)
{
    html_lit(h, "<svg class=\"kc-icon\" aria-hidden=\"true\"><use href=\"" ASSET_ICONS_SVG "#");
    html_put(h, name);
    html_lit(h, "\"/></svg>");
}

void widget_move(struct html *h, bool has_last, int moved)
{
    if (!has_last)
        return;
    if (moved == 0) {
        html_lit(
            h, "<span class=\"kc-move\"><span aria-hidden=\"true\">–</span><span class=\"visually-hidden\">");
        html_put(h, T(h->lang, "score.moved_not"));
        html_lit(h, "</span></span>");
        return;
    }
    if (moved > 0)
        html_lit(h, "<span class=\"kc-move kc-better\"><span aria-hidden=\"true\">▲");
    else
        html_lit(h, "<span class=\"kc-move kc-worse\"><span aria-hidden=\"true\">▽");
    int places = moved > 0 ? moved : -moved;
    html_put(h, places);
    html_lit(h, "</span><span class=\"visually-hidden\">");
    html_msg(h, moved > 0 ? T(h->lang, "score.moved_up") : T(h->lang, "score.moved_down"),
             (const struct html_arg[]){HTML_ARG(places)}, 1);
    html_lit(h, "</span></span>");
}

/* The address of the file: the path, what the query says of the list, and what to make of it. */
static struct str file_url(struct buf *out, struct str url, struct str as, struct str list)
{
    static const struct str not_the_list[] = {STR_INIT("page="), STR_INIT("done="), STR_INIT("again="),
                                              STR_INIT("as="), STR_INIT("list=")};
    struct str query = str_sub(url, str_find(url, '?'), url.n), piece;
    char mark = '?';
    buf_clear(out);
    buf_put(out, str_sub(url, 0, url.n - query.n));
    query = str_sub(query, 1, query.n);
    while (str_split(&query, '&', &piece)) {
        bool is_left = piece.n > 0;
        for (size_t i = 0; i < COUNT_OF(not_the_list); i++)
            is_left = is_left && !str_starts(piece, not_the_list[i]);
        if (!is_left)
            continue;
        buf_putc(out, mark);
        buf_put(out, piece);
        mark = '&';
    }
    buf_putc(out, mark);
    buf_put(out, STR("as="));
    buf_put(out, as);
    if (list.n) {
        buf_put(out, STR("&list="));
        buf_put(out, list);
    }
    return buf_str(out);
}

/* Of several lists of one page each further one says by its title which it is. */
static void export_link(struct html *h, struct str url, struct str as, struct str word, struct str list,
                        struct str title)
{
    struct buf b CLEANUP(buf_release) = {0};
    html_lit(h, "<a download href=\"");
    html_url(h, file_url(&b, url, as, list));
    html_lit(h, "\" aria-label=\"");
    html_msg(h, title.n ? T(h->lang, "export.list_as") : T(h->lang, "export.as"),
             (const struct html_arg[]){HTML_ARG(word), HTML_ARG(title)}, 2);
    html_lit(h, "\">");
    html_put(h, word);
    html_lit(h, "</a>");
}

static void export_links(struct html *h, struct str url, struct str list, struct str title)
{
    html_lit(h, "<p class=\"kc-export\">");
    widget_icon(h, STR("download"));
    html_put(h, T(h->lang, "export.title"));
    html_lit(h, " ");
    export_link(h, url, STR("xlsx"), STR("XLSX"), list, title);
    html_lit(h, " · ");
    export_link(h, url, STR("csv"), STR("CSV"), list, title);
    html_lit(h, "</p>\n");
}

void widget_exports(struct html *h, struct str url)
{
    export_links(h, url, (struct str){0}, (struct str){0});
}

void widget_exports_of(struct html *h, struct str url, struct str list, struct str title)
{
    export_links(h, url, list, title);
}

/* --- ranking bars ------------------------------------------------------------------------------------------
 */

struct bar_axis bar_axis_fit(const struct rank_row *rows, size_t rows_n, size_t parts_n)
{
    struct bar_axis axis = {0};
    int64_t least_first = INT64_MAX;
    for (size_t i = 0; i < rows_n; i++) {
        int64_t sum = 0;
        for (size_t k = 0; k < parts_n; k++)
            sum += rows[i].part[k] > 0 ? rows[i].part[k] : 0;
        if (sum > axis.max)
            axis.max = sum;
        if (sum > 0 && rows[i].part[0] < least_first)
            least_first = rows[i].part[0];
    }
    /* Cut only what every bar has, keep a stump on the left and a quarter of the first component on the
     * right. */
    if (axis.max > 0 && least_first != INT64_MAX && least_first > axis.max / 4) {
        axis.cut_from = axis.max / 50;
        axis.cut_to = least_first * 3 / 4;
    }
    return axis;
}

static int64_t axis_at(struct bar_axis axis, int64_t v)
{
    if (axis.cut_to <= axis.cut_from)
        return share(v, axis.max);
    int64_t shown = axis.max - (axis.cut_to - axis.cut_from), space = WHOLE - CUT_WIDTH;
    if (v <= axis.cut_from)
        return v <= 0 ? 0 : v * space / shown;
    int64_t at_cut = axis.cut_from * space / shown;
    if (v < axis.cut_to)
        return at_cut + CUT_WIDTH / 2;
    int64_t at = at_cut + CUT_WIDTH + (v - axis.cut_to) * space / shown;
    return at > WHOLE ? WHOLE : at;
}

static void bar_piece(struct html *h, size_t k, int64_t from, int64_t to)
{
    html_lit(h, "<rect class=\"kc-part-");
    html_put(h, k + 1);
    html_lit(h, "\" height=\"18\" x=\"");
    percent(h, from);
    html_lit(h, "\" width=\"");
    percent(h, to - from);
    html_lit(h, "\"/>");
}

static void bar_piece_text(struct html *h, size_t k, int64_t from, int64_t to, struct str text)
{
    html_lit(h, "<text class=\"kc-part-text-");
    html_put(h, k + 1);
    html_lit(h, "\" text-anchor=\"middle\" y=\"13\" x=\"");
    percent(h, (from + to) / 2);
    html_lit(h, "\">");
    html_put(h, text);
    html_lit(h, "</text>");
}

void widget_rank_bar(struct html *h, const struct rank_row *row, size_t parts_n, struct bar_axis axis)
{
    html_lit(h, "<svg class=\"kc-rank-bar\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
    int64_t sum = 0;
    for (size_t k = 0; k < parts_n; k++) {
        if (row->part[k] <= 0)
            continue;
        int64_t from = axis_at(axis, sum), to = axis_at(axis, sum += row->part[k]);
        bar_piece(h, k, from, to);
        /* A number fits where the piece is a tenth of the space; the first is cut, so its length says little.
         */
        if (k > 0 && to - from > WHOLE / 10)
            bar_piece_text(h, k, from, to, row->part_text[k]);
    }
    if (axis.cut_to > axis.cut_from && sum > 0) {
        html_lit(h, "<svg class=\"kc-cut\" width=\"10\" height=\"18\" x=\"");
        percent(h, axis_at(axis, axis.cut_from));
        html_lit(h, "\"><path d=\"M1 -1l5 3.4-4 3.4 4 3.4-4 3.4 4 3.4-5 3.4\"/></svg>");
    }
    html_lit(h, "</svg>");
}

/* --- waterfall ---------------------------------------------------------------------------------------------
 */

static struct bar_axis waterfall_axis(const struct waterfall_row *rows, size_t rows_n)
{
    struct bar_axis axis = {0};
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < rows_n; i++) {
        int64_t lo = rows[i].from < rows[i].to ? rows[i].from : rows[i].to;
        int64_t hi = rows[i].from < rows[i].to ? rows[i].to : rows[i].from;
        if (rows[i].kind == WATERFALL_TOTAL)
            lo = hi;
        least = lo < least ? lo : least;
        axis.max = hi > axis.max ? hi : axis.max;
    }
    /* The steps get most of the space: what lies below them is cut, but for a stump. */
    int64_t band = axis.max - least;
    if (rows_n > 0 && least > axis.max / 4 && band < axis.max / 2) {
        axis.cut_to = least - band / 4 - axis.max / 50;
        axis.cut_from = (axis.max - axis.cut_to) / 8;
    }
    return axis;
}

static void waterfall_class(struct html *h, enum waterfall_kind kind)
{
    switch (kind) {
    case WATERFALL_TOTAL:
        html_lit(h, "kc-fall-total");
        break;
    case WATERFALL_LOSS:
        html_lit(h, "kc-fall-loss");
        break;
    case WATERFALL_GAIN:
        html_lit(h, "kc-fall-gain");
        break;
    }
}

/* Heights are pixels: the plot is FALL_HIGH high and stands on FALL_BASE. */
#define FALL_BASE 226
#define FALL_HIGH 196

static int64_t fall_y(struct bar_axis axis, int64_t v)
{
    return FALL_BASE - axis_at(axis, v) * FALL_HIGH / WHOLE;
}

static void fall_attr(struct html *h, struct str name, int64_t part)
{
    html_lit(h, " ");
    buf_put(h->out, name);
    html_lit(h, "=\"");
    percent(h, part);
    html_lit(h, "\"");
}

static void fall_text(struct html *h, int64_t x, int64_t y, struct str text)
{
    html_lit(h, "<text text-anchor=\"middle\"");
    fall_attr(h, STR("x"), x);
    html_lit(h, " y=\"");
    html_put(h, y);
    html_lit(h, "\">");
    html_put(h, text);
    html_lit(h, "</text>");
}

static void fall_column(struct html *h, const struct waterfall_row *r, struct bar_axis axis, int64_t i,
                        int64_t n)
{
    int64_t step = WHOLE / n, width = step * 62 / 100, left = i * step + (step - width) / 2;
    int64_t top = fall_y(axis, r->from > r->to ? r->from : r->to);
    int64_t bottom = r->kind == WATERFALL_TOTAL ? FALL_BASE : fall_y(axis, r->from < r->to ? r->from : r->to);
    html_lit(h, "<rect class=\"");
    waterfall_class(h, r->kind);
    html_lit(h, "\" y=\"");
    html_put(h, top);
    html_lit(h, "\" height=\"");
    html_put(h, bottom - top > 1 ? bottom - top : 1);
    html_lit(h, "\"");
    fall_attr(h, STR("x"), left);
    fall_attr(h, STR("width"), width);
    html_lit(h, "/><g class=\"kc-fall-value ");
    waterfall_class(h, r->kind);
    html_lit(h, "\">");
    fall_text(h, i * step + step / 2, top - 7, r->text);
    html_lit(h, "</g><g class=\"kc-fall-label\">");
    /* Many columns: every second label a line lower. */
    fall_text(h, i * step + step / 2, FALL_BASE + (n > 9 && i % 2 ? 36 : 19), r->label);
    html_lit(h, "</g>");
    if (i + 1 < n) {
        int64_t y = fall_y(axis, r->to);
        html_lit(h, "<line class=\"kc-fall-link\"");
        fall_attr(h, STR("x1"), left + width);
        fall_attr(h, STR("x2"), left + step);
        html_lit(h, " y1=\"");
        html_put(h, y);
        html_lit(h, "\" y2=\"");
        html_put(h, y);
        html_lit(h, "\"/>");
    }
}

static void fall_cut(struct html *h, struct bar_axis axis)
{
    if (axis.cut_to <= axis.cut_from)
        return;
    int64_t y = fall_y(axis, axis.cut_from) - 5;
    html_lit(h, "<svg class=\"kc-cut\" width=\"100%\" height=\"8\" y=\"");
    html_put(h, y);
    /* One wave over all columns; only the two totals are tall enough to be crossed by it. */
    html_lit(h, "\"><defs><pattern id=\"kc-wave\" width=\"14\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
                "<path d=\"M-1 5l4.5-3 7 4 4.5-2\"/></pattern></defs>"
                "<rect width=\"100%\" height=\"8\" fill=\"url(#kc-wave)\"/></svg>");
}

static void fall_columns(struct html *h, const struct waterfall_row *rows, size_t rows_n,
                         struct bar_axis axis)
{
    html_lit(h, "<svg class=\"kc-fall-columns\" width=\"100%\" height=\"270\" role=\"group\" aria-label=\"");
    html_put(h, T(h->lang, "score.waterfall"));
    html_lit(h, "\"><line class=\"kc-fall-base\" x1=\"0\" x2=\"100%\" y1=\"226.5\" y2=\"226.5\"/>");
    for (size_t i = 0; i < rows_n; i++) {
        if (rows[i].url.n) {
            html_lit(h, "<a href=\"");
            html_url(h, rows[i].url);
            html_lit(h, "\">");
        }
        fall_column(h, &rows[i], axis, (int64_t)i, (int64_t)rows_n);
        if (rows[i].url.n)
            html_lit(h, "</a>");
    }
    fall_cut(h, axis);
    html_lit(h, "</svg>");
}

static void fall_row(struct html *h, const struct waterfall_row *r, struct bar_axis axis)
{
    html_lit(h, "<li><span class=\"kc-fall-name\">");
    if (r->url.n) {
        html_lit(h, "<a href=\"");
        html_url(h, r->url);
        html_lit(h, "\">");
    }
    html_put(h, r->label);
    if (r->url.n)
        html_lit(h, "</a>");
    html_lit(h, "</span><svg width=\"100%\" height=\"14\" aria-hidden=\"true\"><rect height=\"14\" class=\"");
    waterfall_class(h, r->kind);
    html_lit(h, "\"");
    int64_t lo = r->kind == WATERFALL_TOTAL ? 0 : r->from < r->to ? r->from : r->to;
    int64_t from = axis_at(axis, lo), to = axis_at(axis, r->from > r->to ? r->from : r->to);
    fall_attr(h, STR("x"), from);
    fall_attr(h, STR("width"), to - from > 40 ? to - from : 40);
    html_lit(h, "/>");
    if (r->kind == WATERFALL_TOTAL && axis.cut_to > axis.cut_from) {
        html_lit(h, "<svg class=\"kc-cut\" width=\"10\" height=\"14\" x=\"");
        percent(h, axis_at(axis, axis.cut_from));
        html_lit(h, "\"><path d=\"M1 -1l5 3-4 3 4 3-4 3 4 3-5 3\"/></svg>");
    }
    html_lit(h, "</svg><span class=\"kc-fall-number ");
    waterfall_class(h, r->kind);
    html_lit(h, "\">");
    html_put(h, r->text);
    html_lit(h, "</span></li>");
}

void widget_waterfall(struct html *h, const struct waterfall_row *rows, size_t rows_n)
{
    struct bar_axis axis = waterfall_axis(rows, rows_n);
    fall_columns(h, rows, rows_n, axis);
    html_lit(h, "<ol class=\"kc-fall-rows\">");
    for (size_t i = 0; i < rows_n; i++)
        fall_row(h, &rows[i], axis);
    html_lit(h, "</ol>");
}

void widget_got_bar(struct html *h, int64_t got, int64_t of, int64_t mean_at)
{
    if (of <= 0)
        return;
    html_lit(h, "<svg class=\"kc-got-bar\" width=\"100%\" height=\"12\" aria-hidden=\"true\">"
                "<rect class=\"kc-got-of\" y=\"3\" height=\"6\" rx=\"3\" width=\"100%\"/>");
    if (got > 0) {
        html_lit(h, "<rect class=\"kc-got\" y=\"3\" height=\"6\" rx=\"3\" width=\"");
        percent(h, share(got, of));
        html_lit(h, "\"/>");
    }
    if (mean_at >= 0) {
        html_lit(h, "<line class=\"kc-got-mean\" y1=\"0\" y2=\"12\"");
        int64_t x = share(mean_at, of);
        fall_attr(h, STR("x1"), x);
        fall_attr(h, STR("x2"), x);
        html_lit(h, "/>");
    }
    html_lit(h, "</svg>");
}

/* --- islands -----------------------------------------------------------------------------------------------
 */

void widget_bump(struct html *h, const struct bump_line *lines, size_t lines_n,
                 const struct history_point *history, size_t history_n)
{
    html_lit(h, "<div class=\"kc-chart kc-chart-bump\" role=\"img\" data-chart=\"bump\" aria-label=\"");
    html_put(h, T(h->lang, "score.rank_chart"));
    html_lit(h, "\"><script type=\"application/json\">");
    struct json j = json_island(h->out);
    json_object(&j);
    json_key(&j, STR("lines"));
    json_array(&j);
    for (size_t i = 0; i < lines_n; i++) {
        json_object(&j);
        json_key(&j, STR("here"));
        json_bool(&j, lines[i].is_here);
        json_key(&j, STR("name"));
        json_str(&j, lines[i].organ);
        json_key(&j, STR("ranks"));
        json_array(&j);
        for (size_t k = 0; k < lines[i].ranks_n; k++)
            json_int(&j, lines[i].ranks[k]);
        json_array_end(&j);
        json_object_end(&j);
    }
    json_array_end(&j);
    json_key(&j, STR("periods"));
    json_array(&j);
    for (size_t i = 0; i < history_n; i++)
        json_str(&j, history[i].period);
    json_array_end(&j);
    json_object_end(&j);
    html_lit(h, "</script><p class=\"kc-quiet\">");
    html_put(h, T(h->lang, "score.rank_chart_plain"));
    html_lit(h, "</p></div>");
}

/* --- controls ----------------------------------------------------------------------------------------------
 */

static void id_with(struct html *h, struct str name, struct str suffix)
{
    html_put(h, name);
    html_put(h, suffix);
}

static void control_begin(struct html *h, struct str name, struct str label, struct str hint, struct field f)
{
    if (f.error.n)
        html_lit(h, "<div class=\"kc-field is-bad\"><label class=\"form-label\" for=\"");
    else
        html_lit(h, "<div class=\"kc-field\"><label class=\"form-label\" for=\"");
    html_put(h, name);
    html_lit(h, "\">");
    html_put(h, label);
    html_lit(h, "</label>");
    if (hint.n) {
        html_lit(h, "<p class=\"kc-hint\" id=\"");
        id_with(h, name, STR("-hint"));
        html_lit(h, "\">");
        html_put(h, hint);
        html_lit(h, "</p>");
    }
    if (f.error.n) {
        html_lit(h, "<p class=\"kc-error\" id=\"");
        id_with(h, name, STR("-error"));
        html_lit(h, "\"><span class=\"visually-hidden\">");
        html_put(h, T(h->lang, "shell.error_prefix"));
        html_lit(h, "</span>");
        html_put(h, f.error);
        html_lit(h, "</p>");
    }
}

/* id, name, and the tie to hint and error; the tag is still open. */
static void control_attrs(struct html *h, struct str name, struct str hint, struct field f)
{
    html_lit(h, " id=\"");
    html_put(h, name);
    html_lit(h, "\" name=\"");
    html_put(h, name);
    html_lit(h, "\"");
    if (hint.n || f.error.n) {
        html_lit(h, " aria-describedby=\"");
        if (hint.n)
            id_with(h, name, STR("-hint"));
        if (hint.n && f.error.n)
            html_lit(h, " ");
        if (f.error.n)
            id_with(h, name, STR("-error"));
        html_lit(h, "\"");
    }
    if (f.error.n)
        html_lit(h, " aria-invalid=\"true\"");
}

void widget_field(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                  struct str autocomplete)
{
    control_begin(h, name, label, hint, f);
    html_lit(h, "<input class=\"form-control\" type=\"text\" autocomplete=\"");
    html_put(h, autocomplete);
    html_lit(h, "\" value=\"");
    html_put(h, f.value);
    html_lit(h, "\"");
    control_attrs(h, name, hint, f);
    html_lit(h, "></div>");
}

void widget_field_organ(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                        struct str list)
{
    control_begin(h, name, label, hint, f);
    html_lit(h, "<input class=\"form-control\" type=\"text\" autocomplete=\"off\" list=\"");
    html_put(h, list);
    html_lit(h, "\" value=\"");
    html_put(h, f.value);
    html_lit(h, "\"");
    control_attrs(h, name, hint, f);
    html_lit(h, "></div>");
}

void widget_field_password(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                           struct str autocomplete)
{
    control_begin(h, name, label, hint, f);
    html_lit(h, "<input class=\"form-control\" type=\"password\" autocomplete=\"");
    html_put(h, autocomplete);
    html_lit(h, "\"");
    control_attrs(h, name, hint, f);
    html_lit(h, "></div>");
}

void widget_field_area(struct html *h, struct str name, struct str label, struct str hint, struct field f)
{
    control_begin(h, name, label, hint, f);
    html_lit(h, "<textarea class=\"form-control kc-mono\" rows=\"8\" spellcheck=\"false\" wrap=\"off\"");
    control_attrs(h, name, hint, f);
    /* The parser drops one line break after the tag; without this a text that begins with one would lose it.
     */
    html_lit(h, ">\n");
    html_put(h, f.value);
    html_lit(h, "</textarea></div>");
}

void widget_field_prose(struct html *h, struct str name, struct str label, struct str hint, struct field f)
{
    control_begin(h, name, label, hint, f);
    html_lit(h, "<textarea class=\"form-control is-prose\" rows=\"5\"");
    control_attrs(h, name, hint, f);
    html_lit(h, ">\n"); /* as above */
    html_put(h, f.value);
    html_lit(h, "</textarea></div>");
}

void widget_field_file(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                       struct str accept)
{
    control_begin(h, name, label, hint, f);
    html_lit(h, "<div class=\"kc-drop\"><input type=\"file\" accept=\"");
    html_put(h, accept);
    html_lit(h, "\"");
    control_attrs(h, name, hint, f);
    html_lit(h, "></div></div>");
}

void widget_field_select(struct html *h, struct str name, struct str label, struct str hint, struct field f,
                         const struct option *options, size_t options_n)
{
    control_begin(h, name, label, hint, f);
    html_lit(h, "<select class=\"form-select\"");
    control_attrs(h, name, hint, f);
    html_lit(h, ">");
    for (size_t i = 0; i < options_n; i++) {
        html_lit(h, "<option value=\"");
        html_put(h, options[i].value);
        if (str_eq(options[i].value, f.value))
            html_lit(h, "\" selected>");
        else
            html_lit(h, "\">");
        html_put(h, options[i].label);
        html_lit(h, "</option>");
    }
    html_lit(h, "</select></div>");
}
