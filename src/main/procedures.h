/* The procedures that ship with the program, put in force where none of that name is: when a house is founded,
 * and when a later program brings a register that was not there before. One that is in force is never replaced
 * by itself: that is an office's act. */
#ifndef MAIN_PROCEDURES_H
#define MAIN_PROCEDURES_H

#include "main/house.h"

enum rc procedures_found(struct house *h, struct arena *a, struct err *err) MUST_CHECK;

#endif
