# Bands on a curve: the same for the same seed, in every form; what cannot be drawn is refused.

set(program how_sure_are_we)
set(svg "3c3f786d6c")  # <?xml
set(png "89504e470d0a1a0a")
find_program(gnuplot gnuplot)

# A factor of one is no uncertainty: the landmarks are those of section 7 of the reference, the end interpolated.
scalewall_test_program(nothing_varies PROGRAM ${program} ARGUMENTS --vary "matmul latency=1..1" --draws 1
  OUTPUT "^Dense models, critical batch, trained in 3 months on H100 SXM,\n1 draw of matmul latency=1\\.\\.1\n"
    "\n6\\.45e24 FLOP +69\\.9% +69\\.9% +69\\.9% +69\\.9% +100%\n"
    "\nlinear scaling ends +1\\.96e28 FLOP +1\\.96e28 FLOP +1\\.96e28 FLOP +1\\.96e28 FLOP +100%\n"
    "\nlargest feasible run +2\\.71e31 FLOP +2\\.71e31 FLOP +2\\.71e31 FLOP +2\\.71e31 FLOP +100%\n")
scalewall_test_program(illustrative PROGRAM ${program} ARGUMENTS --draws 20
  OUTPUT "20 draws of arithmetic rate=0\\.9\\.\\.1\\.1, matmul latency=0\\.5\\.\\.2, [^\n]*, batch=0\\.5\\.\\.2\n"
    "compute +as assumed +5% +median +95% +in time\n" "\nlinear scaling ends +1\\.96e28 FLOP +[0-9.]+e2[78] FLOP ")
# The draws of a seed are the same on every machine; the last digits of their logarithms may not be.
scalewall_test_program(csv PROGRAM ${program} ARGUMENTS --gpu "a100 sxm" --draws 10 --seed 7 --format csv
    --vary "batch=0.5..2" --vary "InfiniBand latency~0.5..2"
  OUTPUT "^gpu,d_model,training_flop,utilization,utilization_p5,utilization_p25,utilization_p50,utilization_p75,utilization_p95,draws,draws_in_time\n"
    "\nA100 SXM,12288,6\\.4548[0-9]*e\\+24,0\\.8[0-9]*,0\\.8[0-9]*,0\\.8[0-9]*,0\\.8[0-9]*,0\\.8[0-9]*,0\\.8[0-9]*,10,10\n"
    "\nA100 SXM,[^\n]*,10,[1-9]\n")
scalewall_test_program(json PROGRAM ${program} ARGUMENTS --draws 10 --sparse --batch deepseek --months 6 --format json
    --vary "Matmul Latency~0.5..2"
  JSON "gpu=H100 SXM" "laws=Sparse models, deepseek batch" deadline_s=15770000\\.0 draws=10 seed=[0-9]+
    "inputs/0/parameter=matmul latency" inputs/0/distribution=log-normal inputs/0/low=0\\.5 inputs/0/high=2\\.0
    linear_scaling_ends_flop/draws=10 linear_scaling_ends_flop/p50=[0-9.]+e\\+[0-9]+
    largest_feasible_flop/nominal=[0-9.]+e\\+[0-9]+ runs/0/wanted/model/sparsity=8 runs/0/draws_in_time=10
    runs/0/utilization/p95=0\\.[0-9]+)

# Ranges that were measured: the intervals of a machine.json, of which one number is at a bound and one is varied nowhere.
set(fitted ${CMAKE_CURRENT_BINARY_DIR}/fitted_machine.json)
file(WRITE ${fitted} [[{"name": "one of many",
  "known": {"memory": [{"kind": "global", "capacity_bytes": 8e10}, {"kind": "registers", "capacity_bytes": 65536}],
    "flop_per_clock_and_thread": {"bf16": 32}, "format": "bf16", "threads": 16896, "clock_hz": 1.83e9,
    "sustained_share": 0.7, "tile_share": 0.75},
  "calibration": {"fitted": [
    {"number": "accelerator.memory[0].bandwidth_bytes_per_s", "value": 2e12, "low": 1.5e12, "high": 2.5e12},
    {"number": "accelerator.sustained_share", "value": 0.5, "low": 0.25, "high": 1},
    {"number": "accelerator.matmul_latency_s", "value": 4e-6, "low": 1e-6, "high": 1e-5, "stopped": "at least"},
    {"number": "network[0].latency_s", "value": 2e-6, "low": 1e-6, "high": 4e-6},
    {"number": "bf16.launch_s", "value": 2e-6, "low": 1e-6, "high": 4e-6}]}}
]])
scalewall_test_program(ranges PROGRAM ${program} ARGUMENTS --draws 5 --ranges ${fitted} --vary "batch=0.5..2"
  OUTPUT "\n5 draws of global memory bandwidth~0\\.75\\.\\.1\\.25, sustained share~0\\.5\\.\\.2, NVLink latency~0\\.5\\.\\.2, batch=0\\.5\\.\\.2\n"
  ERRORS "note: '[^\n]*/fitted_machine\\.json' has 1 interval of a number that is not varied here")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/unfitted_machine.json "{\"name\": \"one of many\", \"catalog\": \"A100 SXM\"}\n")
scalewall_test_program(help PROGRAM ${program} ARGUMENTS --help OUTPUT "--vary NAME=LOW\\.\\.HIGH" "illustrative" "--seed N")

if(gnuplot)
  scalewall_test_program(band PROGRAM ${program} ARGUMENTS --draws 5 --plot ${CMAKE_CURRENT_BINARY_DIR}/band.svg
    OUTPUT "The plot is in [^\n]*/band\\.svg\\.\n$" FILES ${CMAKE_CURRENT_BINARY_DIR}/band.svg=${svg})
  scalewall_test_program(band_beside_json PROGRAM ${program} JSON draws=5
    ARGUMENTS --draws 5 --format json --plot ${CMAKE_CURRENT_BINARY_DIR}/band.png
    FILES ${CMAKE_CURRENT_BINARY_DIR}/band.png=${png})
  scalewall_test_program(band_in_no_folder PROGRAM ${program} STATUS 1 OUTPUT "^gpu,d_model"
    ARGUMENTS --draws 1 --format csv --plot ${CMAKE_CURRENT_BINARY_DIR}/nowhere/band.svg
    ERRORS "${program}: '[^\n]*/nowhere/band\\.svg' cannot be written")
endif()

# Twice the same, and otherwise with another seed.
add_test(NAME programs.${program}.seeds
  COMMAND ${CMAKE_COMMAND} "-DPROGRAM=$<TARGET_FILE:${program}>" -P ${CMAKE_CURRENT_SOURCE_DIR}/seeds.cmake)
set_tests_properties(programs.${program}.seeds PROPERTIES LABELS programs)

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(misspelled_parameter "no parameter is called 'matmul latncy'. the known ones are matmul latency, .*"
  --vary "matmul latncy=0.5..2")
foreach(text "batch" "batch=0.5" "batch 0.5..2" "0.5..2")
  refuse("written_as_${text}" "--vary is NAME=LOW\\.\\.HIGH or NAME~LOW\\.\\.HIGH, not '${text}'" --vary "${text}")
endforeach()
refuse(descending "a range of factors ascends .low = 2, high = 0.5." --vary "batch=2..0.5")
refuse(negative "a factor of --vary is a positive number, not '-1'" --vary "batch=-1..2")
refuse(no_number "a factor of --vary is a positive number, not 'two'" --vary "batch=1..two")
refuse(endless "a factor of --vary is a positive number, not 'inf'" --vary "batch=1..inf")
refuse(twice "'batch' is varied twice" --vary "batch=0.5..2" --vary "Batch~0.5..2")
refuse(too_little "a scaled number stays between 1 and 2.63 .*" --vary "batch=1e-9..1e-9")
scalewall_test_program(ranges_and_vary PROGRAM ${program} STATUS 1 LINES 0
  ARGUMENTS --ranges ${fitted} --vary "NVLink latency=0.5..2"
  ERRORS "note: '[^\n]*/fitted_machine\\.json' has 1 interval of a number that is not varied here"
    "${program}: 'NVLink latency' is varied twice")
refuse(no_ranges "'[^\n]*/unfitted_machine\\.json' has no interval of a number that is varied here, .*"
  --ranges ${CMAKE_CURRENT_BINARY_DIR}/unfitted_machine.json)
refuse(ranges_of_nothing "'nowhere\\.json' cannot be read: [^\n]*" --ranges nowhere.json)
refuse(no_draws "--draws is a whole number from 1 .*, not '0'" --draws 0)
refuse(too_many_draws "--draws is at most 1,000,000, not '1000001'" --draws 1000001)
refuse(no_seed "--seed is a whole number from 1 .*, not '-5'" --seed -5)
refuse(unknown_gpu "no GPU is called 'H10'. the known ones are H100 SXM, .*" --gpu H10)
refuse(unknown_batch "no batch law is called 'large'. the known ones are .*" --batch large)
refuse(no_time "no run is done in [0-9.]+ s, whatever is drawn" --months 1e-6 --draws 2)
refuse(plot_of_no_kind "the name of a plot ends in \\.svg or \\.png, not as in 'band\\.gif'" --plot band.gif)
