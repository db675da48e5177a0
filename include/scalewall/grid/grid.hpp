// Everything about design spaces: reading one, answering its questions on all cores, and the file of the answers.

#pragma once

#include <scalewall/grid/answer_file.hpp>
#include <scalewall/grid/answers.hpp>
#include <scalewall/grid/design_space_json.hpp>
#include <scalewall/grid/threads.hpp>
