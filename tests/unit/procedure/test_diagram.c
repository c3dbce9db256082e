/* Whatever the procedure, its picture can be drawn: boxes apart from each other, lines that begin and end at
 * boxes, run straight and through none, and never on each other. */
#include <dirent.h>
#include <stdio.h>

#include "kit.h"
#include "procedure/diagram.h"

static bool is_inside(const struct diagram_box *b, int x, int y)
{
    return x > b->x && x < b->x + b->width && y > b->y && y < b->y + b->height;
}

static void check_segment(const struct procedure_diagram *d, struct diagram_point p, struct diagram_point q)
{
    assert_true(p.x == q.x || p.y == q.y);
    int dx = (q.x > p.x) - (q.x < p.x), dy = (q.y > p.y) - (q.y < p.y);
    for (struct diagram_point at = p; at.x != q.x || at.y != q.y; at.x += dx, at.y += dy)
        for (size_t b = 0; b < d->boxes; b++)
            assert_false(is_inside(&d->box[b], at.x, at.y));
    assert_true(q.x >= 0 && q.x <= d->width && q.y >= 0 && q.y <= d->height);
}

/* Two level runs at one height must not touch. */
static void check_apart(const struct procedure_diagram *d)
{
    for (size_t i = 0; i < d->lines; i++)
        for (size_t k = 0; k < i; k++)
            for (size_t m = 1; m < d->line[i].points; m++)
                for (size_t n = 1; n < d->line[k].points; n++) {
                    const struct diagram_point *a = &d->line[i].point[m - 1], *b = &d->line[k].point[n - 1];
                    bool are_level =
                        a[0].y == a[1].y && b[0].y == b[1].y && a[0].x != a[1].x && b[0].x != b[1].x;
                    assert_false(are_level && a[0].y == b[0].y);
                }
}

static void check_diagram(const struct procedure *p, const struct procedure_diagram *d)
{
    assert_int_equal(d->boxes, p->states);
    for (size_t i = 0; i < d->boxes; i++) {
        const struct diagram_box *b = &d->box[i];
        assert_true(b->x >= 0 && b->y >= 0 && b->x + b->width <= d->width && b->y + b->height <= d->height);
        for (size_t k = 0; k < i; k++)
            assert_true(b->y != d->box[k].y || b->x > d->box[k].x + d->box[k].width ||
                        d->box[k].x > b->x + b->width);
    }
    uint64_t acts = 0;
    for (size_t i = 0; i < d->lines; i++) {
        const struct diagram_line *l = &d->line[i];
        const struct diagram_box *from = l->from < 0 ? NULL : &d->box[l->from], *to = &d->box[l->to];
        assert_true(l->points >= 2 && l->points <= DIAGRAM_POINTS_MAX && l->label.n);
        assert_true(!from || (l->point[0].y == from->y + from->height && l->point[0].x > from->x &&
                              l->point[0].x < from->x + from->width));
        assert_int_equal(l->point[l->points - 1].y, to->y);
        assert_true(l->point[l->points - 1].x > to->x && l->point[l->points - 1].x < to->x + to->width);
        for (size_t n = 1; n < l->points; n++)
            check_segment(d, l->point[n - 1], l->point[n]);
        acts |= l->acts;
    }
    for (size_t i = 0; i < d->boxes; i++)
        acts |= d->box[i].stays;
    assert_true(acts == (p->acts == 64 ? UINT64_MAX : (UINT64_C(1) << p->acts) - 1)); /* each act is seen */
    check_apart(d);
}

static void every_procedure_that_ships_can_be_drawn(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    DIR *dir = opendir(KC_SOURCE_ROOT "/procedures");
    int n = 0;
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        const struct procedure *p = NULL;
        struct str path = arena_printf(kit->arena, KC_SOURCE_ROOT "/procedures/%s", e->d_name);
        problems_clear(&kit->problems);
        if (!str_ends(path, STR(".yaml")) || procedure_read(kit->arena, file_text(kit->arena, path.p), &words,
                                                            &p, &kit->problems, &kit->err) != RC_OK)
            continue;
        for (int lang = 0; lang < LANG__COUNT; lang++) {
            struct procedure_diagram d = procedure_draw(kit->arena, p, (enum lang)lang);
            check_diagram(p, &d);
        }
        n++;
    }
    (void)closedir(dir);
    assert_true(n >= 1);
}

static void acts_between_the_same_states_share_a_line(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    struct str text = STR("procedure: one\ntitle: 一\ncode: '{seq}'\nname: t\nseen_by: [offices]\n"
                          "fields: {t: {zh: 题, type: text}}\n"
                          "states: {a: 甲, b: 乙, z: {zh: 完, is: closed}}\n"
                          "acts:\n  make: {title: 建, opens: a, by: [offices], form: [t]}\n"
                          "  go: {title: 走, from: [a], to: b, by: [offices]}\n"
                          "  run: {title: 跑, from: [a], to: b, by: [offices]}\n"
                          "  back: {title: 回, from: [b], to: a, by: [offices]}\n"
                          "  end: {title: 完, from: [a, b], to: z, by: [offices]}\n"
                          "  wait: {title: 等, in: [b], by: [offices]}\n");
    assert_int_equal(procedure_read(kit->arena, text, &words, &p, &kit->problems, &kit->err), RC_OK);
    struct procedure_diagram d = procedure_draw(kit->arena, p, LANG_ZH_CN);
    check_diagram(p, &d);
    assert_int_equal(d.lines, 5); /* 建, 走、跑, 完 twice, 回 */
    assert_str(d.line[1].label, "走、跑");
    assert_true(d.box[0].y < d.box[1].y);
    assert_int_equal(d.box[1].y, d.box[2].y); /* both one act behind the first */
    assert_int_equal(d.box[1].stays, 1u << 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(every_procedure_that_ships_can_be_drawn),
        KIT_TEST(acts_between_the_same_states_share_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
