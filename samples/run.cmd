@echo off
rem Lists the samples, or builds what is needed and runs one:  samples\run [Name [arguments...]]
rem Needs a JDK 17 or newer and Maven 3.8 or newer, nothing else.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" --version >nul 2>&1
if errorlevel 1 (
  echo samples\run: no Java 17 or newer found. Install a JDK 17 or newer and put it on the PATH, or set JAVA_HOME to it. 1>&2
  exit /b 1
)
"%java%" -Xshare:auto -XX:TieredStopAtLevel=1 "-Dcornet.samples=%~dp0." "%~dp0Run.java" %*
exit /b %errorlevel%
