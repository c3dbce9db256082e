/* The two languages of the interface. Chinese is the first and the one to fall back to. */
#ifndef BASE_LANG_H
#define BASE_LANG_H
enum lang { LANG_ZH_CN, LANG_EN, LANG__COUNT };
#endif
