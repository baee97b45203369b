#include <gatehouse/app/command_line.hpp>

int main(int argc, char** argv) { return gatehouse::app::run_command_line(argc, argv); }
