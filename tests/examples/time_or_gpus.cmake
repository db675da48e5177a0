# Clusters of every size and the fronts among them, with energy and cost where they are known.

set(program time_or_gpus)
set(svg "3c3f786d6c")  # <?xml
set(png "89504e470d0a1a0a")
find_program(gnuplot gnuplot)

scalewall_test_program(every_size PROGRAM ${program} ARGUMENTS --width 12288
  OUTPUT "^192 layers of 12,288 x 49,152 [^\n]*,\non H100 SXM\n"
    "GPUs +time +utilization +bound by +time/GPUs +utilization/GPUs\n"
    "\n +32 +9\\.23 years +70% +arithmetic +front +front\n" "\n +65,536 +1\\.79 days +64\\.5% +arithmetic +front +front\n"
    "\n2,097,152 +3\\.45 h +25% +matmul latency +front +front\n\nBeyond 2,097,152 GPUs [^\n]* a quarter off the time\\.\n$")
scalewall_test_program(energy_and_cost PROGRAM ${program} ARGUMENTS --width 12288 --gpu "V100 SXM" --watts 500
    --dollars-per-hour 0.5
  OUTPUT "GPUs +time +utilization +energy +cost +bound by +time/GPUs +time/energy +time/cost +utilization/GPUs\n"
    "\n +8,192 +[0-9.]+ months +89\\.5% +[0-9.]+ GWh +[0-9.]+ M dollars +arithmetic +front")
# 3,072 GPUs are no power of two; 8 are too few; 2,048 are asked for twice.
scalewall_test_program(chosen_sizes PROGRAM ${program} LINES 3
  ARGUMENTS --width 12288 --gpus 3072 --gpus 2048 --gpus 8 --gpus 2048 --format csv --watts 700
  OUTPUT "^gpu,layers,[^\n]*,bound_by,energy_j,on_time_gpus_front,on_time_energy_front,on_utilization_gpus_front\n"
    "\nH100 SXM,192,12288,[^\n]*,2048,[^\n]*,4557224\\.02[^\n]*,65332363688[0-9.]*,1,1,1\n"
    "\nH100 SXM,192,12288,[^\n]*,3072,[^\n]*,1,1,1\n$")
# 4,096 GPUs are used better than 3,584; 2^47 take longer than 2^46.
scalewall_test_program(better_used PROGRAM ${program} ARGUMENTS --width 12288 --gpus 3584 --gpus 4096 --format json
  JSON "gpu=H100 SXM" wanted/model/layers=192 clusters/0/gpus=3584 clusters/0/on_time_gpus_front=ON
    clusters/0/on_utilization_gpus_front=OFF clusters/1/on_utilization_gpus_front=ON clusters/1/run/step/plan/pp=64)
scalewall_test_program(too_large PROGRAM ${program} ARGUMENTS --width 12288 --gpus 70368744177664 --gpus 140737488355328
    --format json --dollars-per-hour 2.5
  JSON gpu_dollars_per_hour=2\\.5 clusters/0/on_time_gpus_front=ON clusters/0/on_time_cost_front=ON
    clusters/1/gpus=140737488355328 clusters/1/on_time_gpus_front=OFF clusters/1/on_time_cost_front=OFF
    clusters/1/cost_dollars=[0-9.e+]+)
scalewall_test_program(sparse PROGRAM ${program} ARGUMENTS --width 12288 --sparse --format csv
  OUTPUT "\nH100 SXM,192,12288,49152,8,")
scalewall_test_program(help PROGRAM ${program} ARGUMENTS --help OUTPUT "--watts X" "--dollars-per-hour X" "--plot FILE")

if(gnuplot)
  scalewall_test_program(fronts PROGRAM ${program}
    ARGUMENTS --width 12288 --watts 700 --dollars-per-hour 2 --plot ${CMAKE_CURRENT_BINARY_DIR}/fronts.svg
    OUTPUT "The plot is in [^\n]*/fronts\\.svg\\.\n$" FILES ${CMAKE_CURRENT_BINARY_DIR}/fronts.svg=${svg}
    DRAWN "${CMAKE_CURRENT_BINARY_DIR}/fronts.svg=<title>Time or GPUs[?] 192 layers [^<]*, on H100 SXM\\. Beyond 2,097,152 GPUs "
      "${CMAKE_CURRENT_BINARY_DIR}/fronts.svg=Time over cost: Time \\(days\\) over Cost \\(million dollars\\)")
  scalewall_test_program(one_point PROGRAM ${program} LINES 2
    ARGUMENTS --width 12288 --gpus 2048 --format csv --plot ${CMAKE_CURRENT_BINARY_DIR}/fronts.png
    FILES ${CMAKE_CURRENT_BINARY_DIR}/fronts.png=${png})
endif()

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_model "a model is given by --width, or by --layers and --d-model")
refuse(no_plan "no plan divides 192 layers .* over 7 GPUs and fits in their memory" --width 12288 --gpus 7)
refuse(no_plans "no plan divides 192 layers .* over any of these numbers of GPUs and fits in their memory"
  --width 12288 --gpus 7 --gpus 8)
refuse(half_a_gpu "--gpus is a whole number from 1 .*, not '0.5'" --width 12288 --gpus 8 --gpus 0.5)
foreach(power 0 -700 inf nan 700W)
  refuse(watts_${power} "--watts is a positive, finite number, not '${power}'" --width 12288 --watts ${power})
endforeach()
refuse(no_price "--dollars-per-hour is a positive, finite number, not 'free'" --width 12288 --dollars-per-hour free)
refuse(power_of_a_star "the energy of a run is finite" --width 12288 --watts 1e305)
refuse(plot_of_no_kind "the name of a plot ends in \\.svg or \\.png, not as in 'fronts'" --width 12288 --plot fronts)
