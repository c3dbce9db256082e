/* The fold: entries in, tables out. It knows no kind of act and no table by name; it applies the changes of
 * the entries, in order, to fresh tables made by the migrations.
 *
 * It runs in a child process that has nothing but a pipe: no data base, no keys, no files of the
 * installation. So its tables can come from nowhere but the entries. The program re-executes itself
 * ("fold-child"); main hands over to fold_child before anything else is opened. */
#ifndef LEDGER_FOLD_H
#define LEDGER_FOLD_H

#include "ledger/change.h"

/* The argument by which the program knows that it is the child. */
#define FOLD_CHILD "fold-child"

/* Reads a stream (ledger/stream.h) from `in`, folds it in memory, and writes lines to `out`: for each folded
 * table in the order of TABLES, its rows in key order as {"k":{…},"o":"…","set":{…}}; faults as
 * {"fault":"key of the text","seq":n,"what":"…"}; at the end {"entries":n}. Returns the exit status: 0 when
 * the stream was whole (faults in entries are lines, not an exit status). */
int fold_child(int in, int out);

#endif
