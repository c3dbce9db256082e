/* The states of a procedure as a picture, laid out from the file alone: rows by how many acts a state lies
 * behind the opening, in a row the order of the file, acts as lines with arrows. A page draws it (SVG), and
 * nothing of it is left to the browser: all coordinates are whole numbers of pixels at a font of
 * DIAGRAM_FONT px.
 *
 * Lines run between rows and to the right of everything, never through a box; each has a level run of its
 * own, above which its words stand. Acts that lead from one state to the same other share a line. What leaves
 * the state as it is has no line: it is in `stays`. */
#ifndef PROCEDURE_DIAGRAM_H
#define PROCEDURE_DIAGRAM_H

#include "procedure/procedure.h"

#define DIAGRAM_FONT 14

struct diagram_box {
    int state;
    struct str title;
    bool is_closed;
    int x, y, width, height; /* x, y: the upper left corner */
    uint64_t stays;          /* acts that are done here and lead nowhere else */
};
struct diagram_point {
    int x, y;
};
#define DIAGRAM_POINTS_MAX 6
struct diagram_line {
    int from, to;                                   /* boxes; from −1: a new record */
    uint64_t acts;                                  /* that it stands for */
    struct str label;                               /* their titles */
    int label_x, label_y;                           /* left end of the base line */
    struct diagram_point point[DIAGRAM_POINTS_MAX]; /* the arrow is at the last one */
    size_t points;
};
struct procedure_diagram {
    int width, height;
    const struct diagram_box *box; /* [states], in their order */
    size_t boxes;
    const struct diagram_line *line;
    size_t lines;
};
struct procedure_diagram procedure_draw(struct arena *a, const struct procedure *p, enum lang lang);

#endif
