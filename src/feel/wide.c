/* One table, so that a cell of a table and the hint of an expression cannot differ on what a sign means. No
 * sign begins another one, so the order is free. */
#include "feel/wide.h"

struct wide {
    struct str wide, narrow;
};

static const struct wide WIDE[] = {
    {STR_INIT("≥"), STR_INIT(">=")}, {STR_INIT("≤"), STR_INIT("<=")}, {STR_INIT("≧"), STR_INIT(">=")},
    {STR_INIT("≦"), STR_INIT("<=")}, {STR_INIT("≠"), STR_INIT("!=")}, {STR_INIT("＞"), STR_INIT(">")},
    {STR_INIT("＜"), STR_INIT("<")}, {STR_INIT("＝"), STR_INIT("=")}, {STR_INIT("（"), STR_INIT("(")},
    {STR_INIT("）"), STR_INIT(")")}, {STR_INIT("［"), STR_INIT("[")}, {STR_INIT("］"), STR_INIT("]")},
    {STR_INIT("【"), STR_INIT("[")}, {STR_INIT("】"), STR_INIT("]")}, {STR_INIT("－"), STR_INIT("-")},
    {STR_INIT("−"), STR_INIT("-")},  {STR_INIT("＋"), STR_INIT("+")}, {STR_INIT("×"), STR_INIT("*")},
    {STR_INIT("＊"), STR_INIT("*")}, {STR_INIT("÷"), STR_INIT("/")},  {STR_INIT("／"), STR_INIT("/")},
    {STR_INIT("．"), STR_INIT(".")}, {STR_INIT("："), STR_INIT(":")}, {STR_INIT("０"), STR_INIT("0")},
    {STR_INIT("１"), STR_INIT("1")}, {STR_INIT("２"), STR_INIT("2")}, {STR_INIT("３"), STR_INIT("3")},
    {STR_INIT("４"), STR_INIT("4")}, {STR_INIT("５"), STR_INIT("5")}, {STR_INIT("６"), STR_INIT("6")},
    {STR_INIT("７"), STR_INIT("7")}, {STR_INIT("８"), STR_INIT("8")}, {STR_INIT("９"), STR_INIT("9")}};

size_t wide_sign(struct str text, struct str *ret_narrow)
{
    for (size_t i = 0; i < COUNT_OF(WIDE); i++)
        if (str_starts(text, WIDE[i].wide)) {
            *ret_narrow = WIDE[i].narrow;
            return WIDE[i].wide.n;
        }
    return 0;
}
