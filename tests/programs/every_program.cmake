# What every program does in the same way: its version, its example, what it says of arguments that it does not take, and
# how it shows bytes that are none of its own.

foreach(program IN ITEMS how_far_can_training_scale which_plan how_many_gpus what_would_help_most time_or_gpus
    how_sure_are_we predict_plans what_is_in_a_model does_it_fit support largest_model what_network what_does_it_run will_it_fit validate_memory validate_runs compare_with_experts fit_runs
    check_certificate explore_design_space calibrate_this_machine validate_formulas
    explore_design_space_mpi calibrate_network_mpi)
  if(NOT TARGET ${program})
    continue()
  endif()
  list(APPEND programs $<TARGET_FILE:${program}>)
  scalewall_test_program(version PROGRAM ${program} ARGUMENTS --version LINES 1
    OUTPUT "^${program} \\(scalewall\\) ${PROJECT_VERSION}\n$")
  scalewall_test_refusal(misspelt_option PROGRAM ${program} ARGUMENTS --hlep
    ERROR "no option is called '--hlep'. the nearest is --help, and --help shows all")
  scalewall_test_refusal(argument_too_many PROGRAM ${program} ARGUMENTS one two three
    ERROR "('one' is neither an option nor the value of one. --help shows all options|'two' is one argument too many: FILE is 'one'|'one' cannot be read: No such file or directory)")
  if(EXISTS /dev/full)
    scalewall_test_program(help_on_a_full_disk PROGRAM ${program} ARGUMENTS --help STATUS 1 OUTPUT_FILE /dev/full
      ERRORS "${program}: standard output cannot be written")
  endif()
  add_test(NAME programs.${program}.example COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:${program}>
    -DSCRATCH=${CMAKE_CURRENT_BINARY_DIR}/${program}.example -P ${CMAKE_CURRENT_SOURCE_DIR}/help_example.cmake)
  set_tests_properties(programs.${program}.example PROPERTIES LABELS programs ENVIRONMENT
    "OMPI_MCA_rmaps_base_oversubscribe=1;OMPI_MCA_mpi_yield_when_idle=1;OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")
endforeach()

if(bash)
  add_test(NAME programs.hostile_bytes
    COMMAND ${bash} ${CMAKE_CURRENT_SOURCE_DIR}/hostile_bytes.sh ${programs})
  set_tests_properties(programs.hostile_bytes PROPERTIES LABELS programs COST 1000)  # the longest begins first
  if(SCALEWALL_SANITIZE)
    set_tests_properties(programs.hostile_bytes PROPERTIES ENVIRONMENT SCALEWALL_EVERY=4)
  endif()
endif()

# Typed at a terminal, predict_plans says that it waits; script of util-linux is one.
find_program(script script)
if(script)
  add_test(NAME programs.predict_plans.at_a_terminal
    COMMAND ${script} --quiet --return --command $<TARGET_FILE:predict_plans> /dev/null)
  set_tests_properties(programs.predict_plans.at_a_terminal PROPERTIES LABELS programs TIMEOUT 20
    PASS_REGULAR_EXPRESSION "predict_plans: waiting for a CSV file on standard input. --help says what stands in it")
endif()
