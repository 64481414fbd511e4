// The C door to hiredis. Only plain functions of its synchronous interface are called, and all of
// them through their Argv forms, so no wrapper is needed: Swift cannot call the variadic ones.
#include <hiredis/hiredis.h>

// The most elements that a reply may have. No reply of ours comes near it.
#define LIFEBOAT_MOST_ELEMENTS (1 << 24)

#if HIREDIS_MAJOR >= 1

// Makes a reader refuse what claims to have more elements.
static inline void lifeboat_limit_elements(redisReader *reader) { reader->maxelements = LIFEBOAT_MOST_ELEMENTS; }

#else

// hiredis 0.14 knows no limit: it reserves 8 bytes for each element that a reply's header claims, and goes through all
// of them when the reply is freed. So its function for arrays is wrapped.
static redisReplyObjectFunctions lifeboat_functions;
static void *(*lifeboat_hiredis_array)(const redisReadTask *, int);
static int lifeboat_functions_state; // 0 before, 1 while, 2 after they are written, once in a process

static inline void *lifeboat_array(const redisReadTask *task, int elements) {
  // hiredis takes it for a want of memory, and drops the connection.
  return elements > LIFEBOAT_MOST_ELEMENTS ? NULL : lifeboat_hiredis_array(task, elements);
}

// Makes a reader refuse what claims to have more elements.
static inline void lifeboat_limit_elements(redisReader *reader) {
  int before = 0;
  if (__atomic_compare_exchange_n(&lifeboat_functions_state, &before, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
    lifeboat_hiredis_array = reader->fn->createArray;
    lifeboat_functions = *reader->fn;
    lifeboat_functions.createArray = lifeboat_array;
    __atomic_store_n(&lifeboat_functions_state, 2, __ATOMIC_RELEASE);
  }
  while (__atomic_load_n(&lifeboat_functions_state, __ATOMIC_ACQUIRE) != 2) {
  }
  reader->fn = &lifeboat_functions;
}

#endif
