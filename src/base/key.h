/* Marks a string literal as a key of the catalogue of texts, where no function that takes keys stands. The
 * text compiler (tools/gen_text.py) looks for it and stops the build when a language lacks the text. */
#ifndef BASE_KEY_H
#define BASE_KEY_H
#define K(key) "" key ""
#endif
