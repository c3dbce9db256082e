/* Between two rows lies a gap, and in it one lane for each line that runs there; a line that leads on to the
 * next row has its only lane there, any other goes along its gap to a channel at the right, up or down, and
 * back along the gap above its end. So no line can cross a box, whatever the procedure. */
#include "procedure/diagram.h"

#include "base/buf.h"
#include "base/utf8.h"

#define MARGIN 16
#define BOX_HEIGHT 40
#define BOX_WIDTH_LEAST 104
#define BOX_PADDING 28 /* of a title, both sides together */
#define BOX_GAP 40
#define LANE 24 /* room for a line and the words above it */
#define GAP_REST 20
#define CHANNEL 14

struct drawing {
    struct arena *a;
    const struct procedure *p;
    enum lang lang;
    int row[PROCEDURE_STATES_MAX], rows;
    struct diagram_box *box;
    struct diagram_line *line;
    size_t lines;
    int lanes[PROCEDURE_STATES_MAX + 1]; /* of the gap above row i; of the last one below all */
    int gap_y[PROCEDURE_STATES_MAX + 1];
    int right; /* of boxes and words */
    int channels;
};

/* Chinese is as wide as it is high. */
static int text_width(struct str s)
{
    int width = 0;
    for (size_t at = 0; at < s.n;)
        width += utf8_next(s, &at) >= 0x2E80 ? DIAGRAM_FONT : DIAGRAM_FONT * 6 / 10 + 1;
    return width;
}

/* ---- rows */

static bool leads(const struct procedure_act *act, size_t from, size_t to)
{
    return !act->is_opening && act->to == (int)to && from != to && (act->from >> from & 1);
}

static void find_rows(struct drawing *d)
{
    const struct procedure *p = d->p;
    for (size_t s = 0; s < p->states; s++)
        d->row[s] = -1;
    for (size_t a = 0; a < p->acts; a++)
        if (p->act[a].is_opening)
            d->row[p->act[a].to] = 0;
    for (int row = 0; row < (int)p->states; row++)
        for (size_t s = 0; s < p->states; s++)
            for (size_t a = 0; d->row[s] == row && a < p->acts; a++)
                for (size_t t = 0; t < p->states; t++)
                    if (d->row[t] < 0 && leads(&p->act[a], s, t))
                        d->row[t] = row + 1;
    for (size_t s = 0; s < p->states; s++)
        d->rows = d->row[s] >= d->rows ? d->row[s] + 1 : d->rows;
}

/* ---- lines without places yet */

static struct str label_of(struct drawing *d, uint64_t acts)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t a = 0; a < d->p->acts; a++)
        if (acts >> a & 1) {
            struct str title = bilingual_text(d->p->act[a].title, d->lang);
            buf_printf(&b, "%s%.*s", b.n == 0 ? "" : d->lang == LANG_EN ? ", " : "、", STR_ARG(title));
        }
    return arena_str(d->a, buf_str(&b));
}

static void add_line(struct drawing *d, int from, int to, uint64_t acts)
{
    if (acts)
        d->line[d->lines++] =
            (struct diagram_line){.from = from, .to = to, .acts = acts, .label = label_of(d, acts)};
}

static void find_lines(struct drawing *d)
{
    const struct procedure *p = d->p;
    d->line = ARENA_ARRAY(d->a, struct diagram_line, (p->states + 1) * p->states + 1);
    for (size_t t = 0; t < p->states; t++) {
        uint64_t acts = 0;
        for (size_t a = 0; a < p->acts; a++)
            acts |= p->act[a].is_opening && p->act[a].to == (int)t ? UINT64_C(1) << a : 0;
        add_line(d, -1, (int)t, acts);
    }
    for (size_t s = 0; s < p->states; s++)
        for (size_t t = 0; t < p->states; t++) {
            uint64_t acts = 0;
            for (size_t a = 0; a < p->acts; a++)
                acts |= leads(&p->act[a], s, t) ? UINT64_C(1) << a : 0;
            add_line(d, (int)s, (int)t, acts);
        }
}

static int gap_below(const struct drawing *d, int from) { return from < 0 ? 0 : d->row[from] + 1; }
static bool goes_on(const struct drawing *d, const struct diagram_line *l)
{
    return gap_below(d, l->from) == d->row[l->to];
}

/* ---- places */

static int row_width(const struct drawing *d, int row)
{
    int width = -BOX_GAP;
    for (size_t s = 0; s < d->p->states; s++)
        width += d->row[s] == row ? d->box[s].width + BOX_GAP : 0;
    return width;
}

static void place_boxes(struct drawing *d)
{
    const struct procedure *p = d->p;
    int widest = 0;
    for (size_t s = 0; s < p->states; s++) {
        struct str title = bilingual_text(p->state[s].title, d->lang);
        int width = text_width(title) + BOX_PADDING;
        uint64_t stays = 0;
        for (size_t a = 0; a < p->acts; a++)
            if ((p->act[a].from >> s & 1) && (p->act[a].to < 0 || p->act[a].to == (int)s))
                stays |= UINT64_C(1) << a;
        d->box[s] = (struct diagram_box){.state = (int)s,
                                         .title = title,
                                         .is_closed = p->state[s].is_closed,
                                         .width = width < BOX_WIDTH_LEAST ? BOX_WIDTH_LEAST : width,
                                         .height = BOX_HEIGHT,
                                         .stays = stays};
    }
    for (int row = 0; row < d->rows; row++)
        widest = row_width(d, row) > widest ? row_width(d, row) : widest;
    for (int row = 0; row < d->rows; row++) {
        int x = MARGIN + (widest - row_width(d, row)) / 2;
        for (size_t s = 0; s < p->states; s++) {
            if (d->row[s] != row)
                continue;
            d->box[s].x = x;
            x += d->box[s].width + BOX_GAP;
        }
    }
    d->right = MARGIN + widest;
}

static void count_lanes(struct drawing *d)
{
    for (size_t i = 0; i < d->lines; i++) {
        d->lanes[gap_below(d, d->line[i].from)]++;
        if (!goes_on(d, &d->line[i]))
            d->lanes[d->row[d->line[i].to]]++;
    }
    int y = MARGIN;
    for (int row = 0; row <= d->rows; row++) {
        d->gap_y[row] = y;
        y += d->lanes[row] * LANE + GAP_REST;
        for (size_t s = 0; s < d->p->states; s++)
            if (d->row[s] == row)
                d->box[s].y = y;
        y += row < d->rows ? BOX_HEIGHT : 0;
        d->lanes[row] = 0; /* from here on: how many are taken */
    }
}

static int take_lane(struct drawing *d, int gap) { return d->gap_y[gap] + ++d->lanes[gap] * LANE; }

/* The ends of lines on one side of a box lie beside each other, in the order of the lines. */
static int port(const struct drawing *d, size_t line, bool is_end)
{
    const struct diagram_line *l = &d->line[line];
    int box = is_end ? l->to : l->from, n = 0, before = 0;
    for (size_t i = 0; i < d->lines; i++) {
        bool is_here = (is_end ? d->line[i].to : d->line[i].from) == box;
        n += is_here;
        before += is_here && i < line;
    }
    return d->box[box].x + d->box[box].width * (before + 1) / (n + 1);
}

static void add_point(struct diagram_line *l, int x, int y)
{
    if (l->points == 0 || l->point[l->points - 1].x != x || l->point[l->points - 1].y != y)
        l->point[l->points++] = (struct diagram_point){x, y};
}

/* A new record comes from above its box; everything else from the lower edge of its own. */
static void start_line(struct drawing *d, size_t i)
{
    struct diagram_line *l = &d->line[i];
    int lane = take_lane(d, gap_below(d, l->from)), x = port(d, i, l->from < 0);
    add_point(l, x, l->from < 0 ? lane - 10 : d->box[l->from].y + BOX_HEIGHT);
    add_point(l, x, lane);
    l->label_x = x + 6;
    l->label_y = lane - 5;
    int end = l->label_x + text_width(l->label);
    d->right = end > d->right ? end : d->right;
}

static void end_line(struct drawing *d, size_t i)
{
    struct diagram_line *l = &d->line[i];
    int x = port(d, i, true), lane = l->point[l->points - 1].y;
    if (!goes_on(d, l)) {
        int channel = d->right + CHANNEL * ++d->channels;
        add_point(l, channel, lane);
        lane = take_lane(d, d->row[l->to]);
        add_point(l, channel, lane);
    }
    add_point(l, x, lane);
    add_point(l, x, d->box[l->to].y);
}

struct procedure_diagram procedure_draw(struct arena *a, const struct procedure *p, enum lang lang)
{
    struct drawing *d = ARENA_NEW(a, struct drawing);
    *d = (struct drawing){.a = a, .p = p, .lang = lang};
    d->box = ARENA_ARRAY(a, struct diagram_box, p->states);
    find_rows(d);
    find_lines(d);
    place_boxes(d);
    count_lanes(d);
    for (size_t i = d->lines; i-- > 0;) /* the rightmost end turns first: no words across the others */
        start_line(d, i);
    for (size_t i = 0; i < d->lines; i++)
        end_line(d, i);
    bool has_lanes_below = d->lanes[d->rows] > 0;
    return (struct procedure_diagram){.width = d->right + CHANNEL * d->channels + MARGIN,
                                      .height = d->gap_y[d->rows] + d->lanes[d->rows] * LANE +
                                                (has_lanes_below ? GAP_REST : 0) + MARGIN,
                                      .box = d->box,
                                      .boxes = p->states,
                                      .line = d->line,
                                      .lines = d->lines};
}
