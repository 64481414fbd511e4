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
typedef struct {
  redisReplyObjectFunctions functions;
  void *(*array)(const redisReadTask *, int); // hiredis's own
  int state;                                  // 0 before, 1 while, 2 after they are written: once in a process
} lifeboat_reader_functions;

static inline lifeboat_reader_functions *lifeboat_functions(void) {
  static lifeboat_reader_functions shared;
  return &shared;
}

static inline void *lifeboat_array(const redisReadTask *task, int elements) {
  // hiredis takes it for a want of memory, and drops the connection.
  return elements > LIFEBOAT_MOST_ELEMENTS ? NULL : lifeboat_functions()->array(task, elements);
}

// Makes a reader refuse what claims to have more elements.
static inline void lifeboat_limit_elements(redisReader *reader) {
  lifeboat_reader_functions *shared = lifeboat_functions();
  int before = 0;
  if (__atomic_compare_exchange_n(&shared->state, &before, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)) {
    shared->array = reader->fn->createArray;
    shared->functions = *reader->fn;
    shared->functions.createArray = lifeboat_array;
    __atomic_store_n(&shared->state, 2, __ATOMIC_RELEASE);
  }
  while (__atomic_load_n(&shared->state, __ATOMIC_ACQUIRE) != 2) {
  }
  reader->fn = &shared->functions;
}

#endif
