/* Comparison, truth and choice on blocks of rows; see lanes.h. */
#include "feel/lanes.h"

static enum lane_state state_of_ternary(enum ternary t)
{
    return t == TERNARY_UNKNOWN ? LANE_NULL : t == TERNARY_TRUE ? LANE_TRUE : LANE_FALSE;
}

static enum ternary truth_of(enum lane_state s)
{
    return s == LANE_TRUE ? TERNARY_TRUE : s == LANE_FALSE ? TERNARY_FALSE : TERNARY_UNKNOWN;
}

/* -- comparison -- */

/* Of two lanes that are no two numbers: only = and != know them. */
static enum lane_state compare_others(enum node_kind kind, enum lane_state x, enum lane_state y)
{
    bool is_null = x == LANE_NULL || y == LANE_NULL, is_truth = x >= LANE_FALSE && y >= LANE_FALSE;
    if ((kind != NODE_EQ && kind != NODE_NE) || (!is_null && !is_truth))
        return LANE_NULL;
    return (x == y) == (kind == NODE_EQ) ? LANE_TRUE : LANE_FALSE;
}

static bool holds(enum node_kind kind, int sign)
{
    switch (kind) {
    case NODE_EQ:
        return sign == 0;
    case NODE_NE:
        return sign != 0;
    case NODE_LT:
        return sign < 0;
    case NODE_LE:
        return sign <= 0;
    case NODE_GT:
        return sign > 0;
    default:
        return sign >= 0;
    }
}

/* Two loops for six signs: the others are those two with the sides or the answers changed. */
static void compare_short(enum node_kind kind, const struct lanes *a, const struct lanes *b, size_t rows,
                          uint8_t *ret)
{
    bool is_swapped = kind == NODE_GT || kind == NODE_LE;
    const struct lanes *x = is_swapped ? b : a, *y = is_swapped ? a : b;
    size_t of_x = lanes_of(x), of_y = lanes_of(y);
    uint8_t yes = kind == NODE_NE || kind == NODE_GE || kind == NODE_LE ? LANE_FALSE : LANE_TRUE;
    uint8_t no = yes ^ LANE_FALSE ^ LANE_TRUE;
    if (kind == NODE_EQ || kind == NODE_NE) {
        for (size_t i = 0; i < rows; i++)
            ret[i] = x->n[i & of_x] == y->n[i & of_y] ? yes : no;
        return;
    }
    for (size_t i = 0; i < rows; i++)
        ret[i] = x->n[i & of_x] < y->n[i & of_y] ? yes : no;
}

bool lanes_compare_numbers(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                           struct lane_doubt *doubt, uint8_t ret[LANES])
{
    if (a->form == LANES_FRACTION || b->form == LANES_FRACTION)
        return lanes_fraction_compare(kind, a, b, rows, doubt, ret);
    enum lane_form form = lanes_level(a, b, rows, false);
    if (form == LANES_SHORT) {
        compare_short(kind, a, b, rows, ret);
        return true;
    }
    for (size_t i = 0; i < rows; i++) {
        int sign = form == LANES_WIDE ? (a->wide[i] > b->wide[i]) - (a->wide[i] < b->wide[i])
                                      : decimal_cmp(a->decimal[i], b->decimal[i]);
        ret[i] = holds(kind, sign) ? LANE_TRUE : LANE_FALSE;
    }
    return true;
}

/* What two states say that are not both numbers. */
static void compare_states(enum node_kind kind, const struct lanes *a, const struct lanes *b, size_t rows,
                           uint8_t ret[LANES])
{
    uint8_t answer[16];
    for (unsigned at = 0; at < 16; at++)
        answer[at] = (uint8_t)compare_others(kind, (enum lane_state)(at >> 2), (enum lane_state)(at & 3));
    for (size_t i = 0; i < rows; i++) {
        unsigned at = (unsigned)a->state[i] << 2 | b->state[i];
        ret[i] = at ? answer[at] : ret[i];
    }
}

bool lanes_compare_to(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                      struct lane_doubt *doubt, uint8_t ret[LANES])
{
    if (a->is_null || b->is_null) /* no two numbers */
        memset(ret, LANE_NULL, rows);
    else if (!lanes_compare_numbers(kind, a, b, rows, doubt, ret))
        return false;
    if (!a->is_mixed && !b->is_mixed)
        return true;
    lanes_mix(a, rows);
    lanes_mix(b, rows);
    compare_states(kind, a, b, rows, ret);
    return true;
}

void lanes_set_states(struct lanes *a, const uint8_t state[LANES], size_t rows)
{
    a->form = LANES_SHORT;
    a->is_same = a->is_mixed = true;
    a->is_null = false;
    a->n[0] = 0;
    a->scale = 0;
    a->bound = 0;
    memcpy(a->state, state, rows);
}

bool lanes_compare(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                   struct lane_doubt *doubt)
{
    uint8_t state[LANES];
    if (!lanes_compare_to(kind, a, b, rows, doubt, state))
        return false;
    lanes_set_states(a, state, rows);
    return true;
}

bool lanes_between(struct lanes v[3], size_t rows, struct lane_doubt *doubt)
{
    uint8_t low[LANES], high[LANES];
    if (!lanes_compare_to(NODE_GE, &v[0], &v[1], rows, doubt, low) ||
        !lanes_compare_to(NODE_LE, &v[0], &v[2], rows, doubt, high))
        return false;
    for (size_t i = 0; i < rows; i++)
        if (low[i] != LANE_NULL)
            low[i] = high[i] == LANE_TRUE ? low[i] : high[i];
    lanes_set_states(v, low, rows);
    return true;
}

/* -- truth -- */

void lanes_join(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows)
{
    enum ternary settles = kind == NODE_AND ? TERNARY_FALSE : TERNARY_TRUE;
    uint8_t answer[16], state[LANES];
    for (unsigned at = 0; at < 16; at++) {
        enum ternary x = truth_of((enum lane_state)(at >> 2)), y = truth_of((enum lane_state)(at & 3));
        enum ternary t = x == settles || y == settles                   ? settles
                         : x == TERNARY_UNKNOWN || y == TERNARY_UNKNOWN ? TERNARY_UNKNOWN
                                                                        : y;
        answer[at] = (uint8_t)state_of_ternary(t);
    }
    lanes_mix(a, rows);
    lanes_mix(b, rows);
    for (size_t i = 0; i < rows; i++)
        state[i] = answer[a->state[i] << 2 | b->state[i]];
    lanes_set_states(a, state, rows);
}

void lanes_not(struct lanes *a, size_t rows)
{
    static const uint8_t ANSWER[] = {LANE_NULL, LANE_NULL, LANE_TRUE, LANE_FALSE};
    uint8_t state[LANES];
    lanes_mix(a, rows);
    for (size_t i = 0; i < rows; i++)
        state[i] = ANSWER[a->state[i]];
    lanes_set_states(a, state, rows);
}

/* -- choice -- */

/* Row by row the number of a or of b, which are of one form; the result may be one of them. */
static void pick(enum lane_form form, struct lanes *ret, const struct lanes *a, const struct lanes *b,
                 const uint8_t takes_a[LANES], size_t rows)
{
    size_t of_a = lanes_of(a), of_b = lanes_of(b);
    for (size_t i = 0; form == LANES_SHORT && i < rows; i++) {
        int64_t x = a->n[i & of_a], y = b->n[i & of_b];
        ret->n[i] = y ^ ((x ^ y) & -(int64_t)(takes_a[i] == LANE_TRUE));
    }
    for (size_t i = 0; form == LANES_WIDE && i < rows; i++)
        ret->wide[i] = (takes_a[i] == LANE_TRUE ? a : b)->wide[i];
    for (size_t i = 0; form == LANES_DECIMAL && i < rows; i++)
        ret->decimal[i] = (takes_a[i] == LANE_TRUE ? a : b)->decimal[i];
}

static bool pick_numbers(struct lanes *ret, struct lanes *a, struct lanes *b, const uint8_t takes_a[LANES],
                         size_t rows)
{
    if (a->form == LANES_FRACTION || b->form == LANES_FRACTION)
        return lanes_fraction_pick(ret, a, b, takes_a, rows);
    enum lane_form form = lanes_level(a, b, rows, false);
    lane_size bound = a->bound > b->bound ? a->bound : b->bound;
    if (form == LANES_SHORT && (ret == a || ret == b)) /* what is written is read no more */
        lanes_spread(ret, rows);
    pick(form, ret, a, b, takes_a, rows);
    ret->form = form;
    ret->is_same = false;
    ret->scale = a->scale;
    ret->bound = bound;
    return true;
}

static void pick_bytes(uint8_t *restrict ret, const uint8_t *restrict takes_a, const uint8_t *restrict a,
                       const uint8_t *restrict b)
{
    for (size_t i = 0; i < LANES; i++) {
        uint8_t takes = takes_a[i] == LANE_TRUE ? UINT8_MAX : 0;
        ret[i] = (uint8_t)((a[i] & takes) | (b[i] & ~takes));
    }
}

bool lanes_pick(struct lanes *ret, struct lanes *a, struct lanes *b, const uint8_t takes_a[LANES],
                size_t rows)
{
    bool is_mixed = a->is_mixed || b->is_mixed;
    uint8_t state[LANES];
    if (is_mixed) {
        lanes_mix(a, rows);
        lanes_mix(b, rows);
    }
    if (is_mixed)
        pick_bytes(state, takes_a, a->state, b->state);
    if (!pick_numbers(ret, a, b, takes_a, rows))
        return false;
    if (is_mixed)
        memcpy(ret->state, state, rows);
    ret->is_mixed = is_mixed;
    ret->is_null = false;
    return true;
}

/* One of both is null in all lanes: the numbers are those of the other one. */
static void choose_null(struct lanes v[3], const uint8_t takes[LANES], size_t rows)
{
    bool is_first = v[1].is_null;
    struct lanes *other = &v[is_first ? 2 : 1];
    lanes_mix(other, rows);
    lanes_copy(&v[0], other, rows);
    for (size_t i = 0; i < LANES; i++)
        v[0].state[i] = (takes[i] == LANE_TRUE) == is_first ? LANE_NULL : v[0].state[i];
}

/* v[0]: the conditions, v[1] and v[2]: what is chosen from. */
bool lanes_choose(struct lanes v[3], size_t rows)
{
    uint8_t takes[LANES] = {LANE_NUMBER};
    if (v[0].is_mixed)
        memcpy(takes, v[0].state, LANES);
    if (v[1].is_null || v[2].is_null) {
        choose_null(v, takes, rows);
        return true;
    }
    return lanes_pick(&v[0], &v[1], &v[2], takes, rows);
}

bool lanes_extreme(struct lanes *a, struct lanes *b, bool wants_max, size_t rows, struct lane_doubt *doubt)
{
    uint8_t takes[LANES] = {0};
    lanes_mix_pair(a, b, rows);
    return lanes_compare_numbers(wants_max ? NODE_GT : NODE_LT, a, b, rows, doubt, takes) &&
           pick_numbers(a, a, b, takes, rows);
}
